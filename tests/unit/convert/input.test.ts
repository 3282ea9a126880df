import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openInput } from '../../../src/convert/input.js';
import { readAll } from '../../../src/data/read-all.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { file, RECORDS } from '../cli/support/files.js';
import { scratch } from '../library/support.js';

const kernels = await loadKernels();

test.each([
  ['CSV', Buffer.from('5,0,1\n6,2,3\n'), 'text/csv', 1],
  ['RecordIO-protobuf', RECORDS, 'application/x-recordio-protobuf', undefined],
  [
    'JSON Lines',
    Buffer.from('{"label":5,"features":[0,1]}\n{"label":6,"features":[2,3]}'),
    'application/jsonlines',
    undefined,
  ],
])('%s is told by its bytes, packed or not', async (_, bytes, contentType, labelSize) => {
  for (const content of [bytes, gzipSync(bytes)]) {
    const input = await openInput(await file('data', content), { kernels, labelSize });
    expect(input).toMatchObject({ contentType, files: 1 });
    const { features, labels } = await readAll(input.dataset);
    expect([...(features as { data: Float32Array }).data]).toEqual([0, 1, 2, 3]);
    expect([...(labels ?? [])]).toEqual([5, 6]);
  }
});

test('what cannot be opened says why', async () => {
  const open = (path: string, options = {}) => openInput(path, { kernels, ...options });
  await expect(open(await file('e', ''))).rejects.toMatchObject({ code: 'E_INPUT_EMPTY' });
  await expect(open(await scratch())).rejects.toMatchObject({ code: 'E_INPUT_EMPTY' });
  await expect(open(await file('p', 'PK\x03\x04'))).rejects.toMatchObject({ code: 'E_FORMAT_UNKNOWN' });
  await expect(open(await file('z', gzipSync(gzipSync('1'))))).rejects.toMatchObject({ code: 'E_FORMAT_UNKNOWN' });
  await expect(open(await file('r', RECORDS), { labelSize: 1 })).rejects.toMatchObject({ code: 'E_LABEL_SIZE' });
  await expect(open(await file('l', '1'), { from: 'text/plain' })).rejects.toMatchObject({ code: 'E_CONTENT_TYPE' });
});
