import { describe, expect, test } from 'vitest';
import { type Csr, isCsr } from '../../../../src/data/csr.js';
import type { Dense } from '../../../../src/data/dense.js';
import { readAll } from '../../../../src/data/read-all.js';
import { memorySource } from '../../../../src/formats/byte-source.js';
import { jsonLinesDataset } from '../../../../src/formats/json/json-lines.js';

const SPARSE = '{"data":{"features":{"keys":[1],"shape":[3],"values":[5]}}}';

function read(text: string | readonly string[], windowBytes?: number) {
  const sources = [text].flat().map((part, index) => memorySource(`${index}.jsonl`, Buffer.from(part)));
  return readAll(jsonLinesDataset(sources, { name: 'data', ...(windowBytes && { windowBytes }) }));
}

describe('JSON Lines as a data set', () => {
  test.each([1, 20, undefined])('in windows of %s bytes', async (windowBytes) => {
    const { features, labels, labelSize } = await read(
      ['{"features":[1,2]}\r\n\n', '{"data":{"features":{"values":[3,4]}}}\n {"features":[5,6.5]}'],
      windowBytes,
    );
    expect((features as Dense).shape).toEqual([3, 2]);
    expect([...(features as Dense).data]).toEqual([1, 2, 3, 4, 5, 6.5]);
    expect({ labels, labelSize }).toEqual({ labelSize: 0 });
  });

  test('labels, one or several', async () => {
    expect((await read('{"label":1,"features":[2]}\n{"label":3,"features":[4]}')).labels).toEqual(
      Float32Array.of(1, 3),
    );
    expect(await read('{"label":[1,2],"features":[2]}')).toMatchObject({ labels: Float32Array.of(1, 2), labelSize: 2 });
  });

  test('sparse rows stay sparse, and the first window decides', async () => {
    const sparse = (await read(`${SPARSE}\n{"features":[7,0,8]}\n`, 60)).features as Csr;
    expect(isCsr(sparse)).toBe(true);
    expect([...sparse.rowStarts]).toEqual([0, 1, 4]);
    const { features } = await read(`{"features":[7,0,8]}\n${SPARSE}\n`, 30);
    expect([...(features as Dense).data]).toEqual([7, 0, 8, 0, 5, 0]);
  });

  test.each([
    ['{"features":[1]}\n{"features":[1,2]}', 'E_REQUEST_RAGGED', 2],
    ['{"label":1,"features":[1]}\n\n{"features":[1]}', 'E_REQUEST_LABEL', 3],
    ['{"label":"x","features":[1]}', 'E_REQUEST_VALUE', 1],
    ['{"features":[1]}\nx', 'E_REQUEST_JSON', 2],
    ['{"features":[1e99]}', 'E_REQUEST_VALUE', 1],
    ['', 'E_REQUEST_EMPTY', undefined],
  ])('refuses %j', async (text, code, line) => {
    for (const windowBytes of [3, undefined]) {
      await expect(read(text, windowBytes)).rejects.toMatchObject({ code, where: line === undefined ? {} : { line } });
    }
  });
});
