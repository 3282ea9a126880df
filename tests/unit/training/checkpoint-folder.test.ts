import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ArtifactFiles } from '../../../src/algorithms/algorithm.js';
import { UserError } from '../../../src/errors.js';
import { CheckpointFolder } from '../../../src/training/checkpoint-folder.js';
import { scratch } from '../library/support.js';

const files = (text: string): ArtifactFiles =>
  new Map([['model', { format: 'bytes', bytes: new TextEncoder().encode(text) }]]);

/** A model is a text that does not say it is none. */
function load(given: ArtifactFiles): string | undefined {
  const [file] = given.values();
  const text = file?.format === 'bytes' ? new TextDecoder().decode(file.bytes) : '';
  if (text === 'damaged') throw new UserError('E_MODEL_DAMAGED', 'It is damaged.');
  return text === 'foreign' ? undefined : text;
}

async function folder(...texts: string[]) {
  const path = join(await scratch(), 'new/checkpoints');
  const first = await CheckpointFolder.open(path, 'xgboost-checkpoint');
  for (const [round, text] of texts.entries()) writeFileSync(join(path, `xgboost-checkpoint.${round}`), text);
  return { path, first, again: () => CheckpointFolder.open(path, 'xgboost-checkpoint') };
}

describe('a folder of checkpoints', () => {
  test('keeps the last five, each complete', async () => {
    const { path, first } = await folder();
    for (let round = 0; round < 12; round++) await first.save(round, files(`round ${round}`));
    expect(readdirSync(path).sort()).toEqual([10, 11, 7, 8, 9].map((round) => `xgboost-checkpoint.${round}`));
    expect(readFileSync(join(path, 'xgboost-checkpoint.11'), 'utf8')).toBe('round 11');
  });

  test('leaves alone what lay there before, and what SageMaker still copies', async () => {
    const { path, again } = await folder('zero');
    const folderAgain = await again();
    writeFileSync(join(path, 'xgboost-checkpoint.1.sagemaker-uploading'), '');
    for (let round = 1; round < 8; round++) await folderAgain.save(round, files('round'));
    const kept = readdirSync(path).filter((name) => /\d$/.test(name));
    expect(kept.sort()).toEqual([0, 1, 3, 4, 5, 6, 7].map((round) => `xgboost-checkpoint.${round}`));
    writeFileSync(join(path, 'xgboost-checkpoint.1.sagemaker-uploaded'), '');
    await folderAgain.save(8, files('round'));
    expect(readdirSync(path)).not.toContain('xgboost-checkpoint.1');
  });

  test('goes on from the newest, by number, that can be read', async () => {
    const { path, again } = await folder(...Array(9).fill('old'), 'nine', 'damaged', 'foreign');
    for (const name of ['xgboost-checkpoint.99.partial', 'xgboost-checkpoint', 'xgboost-checkpoint_0.ubj']) {
      writeFileSync(join(path, name), 'other');
    }
    const damaged: string[] = [];
    const newest = await (await again()).newest(load, (file) => void damaged.push(file.slice(path.length + 1)));
    expect(newest).toEqual({ path: join(path, 'xgboost-checkpoint.9'), model: 'nine', rounds: 10 });
    expect(damaged).toEqual(['xgboost-checkpoint.11', 'xgboost-checkpoint.10']);
  });

  test('begins anew where there is none, or five in a row cannot be read', async () => {
    const none = () => undefined;
    expect(await (await folder()).first.newest(load, none)).toBeUndefined();
    const { again } = await folder('good', ...Array(5).fill('damaged'));
    expect(await (await again()).newest(load, none)).toBeUndefined();
  });

  test('cannot be a file', async () => {
    const path = join(await scratch(), 'file');
    writeFileSync(path, '');
    await expect(CheckpointFolder.open(path, 'x')).rejects.toMatchObject({ code: 'E_OUTPUT_EXISTS' });
  });
});
