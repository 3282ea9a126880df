import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Algorithm } from '../../src/algorithms/algorithm.js';
import { kmeans } from '../../src/algorithms/kmeans/index.js';
import { checkChannel } from '../../src/check/check-channel.js';
import { loadKernels } from '../../src/kernels/choose.js';
import { channel } from '../../src/training/channels/channel.js';
import { hostileFolder as folder, hostileFiles } from '../support/hostile.js';

const kernels = await loadKernels();
const TYPES = [
  ['csv', 'text/csv;label_size=0'],
  ['recordio-protobuf', 'application/x-recordio-protobuf'],
] as const;

/** Well formed, and still nothing that k-means may train on. */
const NOT_FINITE = /nan-inf|words/;

describe.skipIf(folder === undefined).each(TYPES)('check, hostile %s', (reader, contentType) => {
  test.each(hostileFiles(reader).map((hostile) => [hostile.file, hostile] as const))('%s', async (file, hostile) => {
    const path = join(folder as string, file);
    const report = await checkChannel(kmeans as unknown as Algorithm, channel(path, { contentType }), { kernels });
    expect(report.accepted).toBe(report.problemCount === 0);
    for (const { code, message, where } of report.problems) {
      expect(code).toMatch(/^E_/);
      expect(message).toMatch(/\w/);
      expect(where?.file).toBe(path);
    }
    if (hostile.expect === 'error') expect(report.accepted).toBe(false);
    if (hostile.expect === 'ok' && !NOT_FINITE.test(file))
      expect(report).toMatchObject({ problems: [], accepted: true });
    if (report.accepted && hostile.rows !== undefined) expect(report.read?.rows).toBe(hostile.rows);
  });
});
