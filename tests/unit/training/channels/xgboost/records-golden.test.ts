import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { densify, isCsr } from '../../../../../src/data/csr.js';
import { rowMajor } from '../../../../../src/data/dense.js';
import { readAll } from '../../../../../src/data/read-all.js';
import { UserError } from '../../../../../src/errors.js';
import { memorySource } from '../../../../../src/formats/byte-source.js';
import { laxRecordDataset } from '../../../../../src/formats/recordio/lax.js';
import { loadKernels } from '../../../../../src/kernels/choose.js';
import { recordFixtures } from '../../../../support/records.js';

interface Case {
  readonly file: string;
  readonly ok: boolean;
  readonly message?: string;
  readonly shape?: readonly number[];
  readonly features?: readonly (readonly (number | string)[])[];
  readonly labels?: readonly (number | string)[] | null;
  readonly undefined_behaviour?: string;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../../../golden/xgb-recordio-observed.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Case[] };
const kernels = await loadKernels();
const fixtures = new Map(recordFixtures().map((fixture) => [basename(fixture.name), fixture.bytes]));

/** Here the container breaks on what is legal, or is lax where rows would go wrong later; each is a known difference. */
const DIFFERS: Readonly<Record<string, string>> = {
  'sparse_f32_label.pbr': 'read',
  'sparse_f32_nolabel.pbr': 'read',
  'sparse_f64_label.pbr': 'read',
  'sparse_int_label.pbr': 'read',
  'multipart_mlio_begin_end.pbr': 'read',
  'multipart_mlio_begin_middle_middle_end.pbr': 'read',
  'magic_in_payload_dmlc.pbr': 'read',
  'trunc_missing_padding.pbr': 'read',
  'trunc_garbage_tail.pbr': 'E_RECORD_HEADER_TRUNCATED',
  'label_tensor_sparse.pbr': 'E_RECORD_VALUE_UNSUPPORTED',
  'dense_shape_mismatch.pbr': 'E_RECORD_VALUE_COUNT',
  'mixed_label_missing_second.pbr': 'E_RECORD_LABEL_CHANGED',
  'feature_empty_with_shape.pbr': 'read',
};

const numbers = (values: readonly (number | string)[]) => values.map((value) => Math.fround(Number(value)));

async function read({ file }: Case) {
  const name = basename(file);
  const bytes = fixtures.get(name) ?? fixtures.get(name.replace(/\.\w+$/, ''));
  expect(bytes, file).toBeDefined();
  const source = memorySource(name, bytes as Uint8Array);
  try {
    const { features, labels } = await readAll(laxRecordDataset([source], { kernels, name, imageVersion: '3.0-5' }));
    const dense = isCsr(features) ? densify(features) : features;
    return { shape: [...dense.shape], values: [...rowMajor(dense)], labels: [...(labels ?? [])] };
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return { code: (error as UserError).code };
  }
}

describe('RecordIO files as the container without ml-io read them', () => {
  // Shards of the SDK: see the tests of convert.
  const defined = cases.filter(
    ({ file, undefined_behaviour: undefinedBehaviour }) =>
      undefinedBehaviour === undefined && !file.startsWith('multi/'),
  );

  test.each(defined.map((golden) => [golden.file, golden] as const))('%s', async (file, golden) => {
    const found = await read(golden);
    const known = DIFFERS[basename(file)];
    if (known !== undefined) expect(found.code ?? 'read').toBe(known);
    else if (!golden.ok) expect(found.code).toMatch(/^E_RECORD/);
    else {
      const { shape, features, labels } = golden;
      expect(found.shape).toEqual(shape);
      if (features !== undefined) expect(found.values).toEqual(numbers(features.flat()));
      expect(found.labels).toEqual(numbers(labels ?? []));
    }
  });
});
