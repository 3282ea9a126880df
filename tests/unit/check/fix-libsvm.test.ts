import { expect, test } from 'vitest';
import { fixLibsvm, type LibsvmFixOptions } from '../../../src/check/fix-libsvm.js';
import { memorySource } from '../../../src/formats/byte-source.js';

async function fixed(text: string, options: LibsvmFixOptions = {}, chunkBytes = 1 << 20) {
  let written = '';
  const write = async (bytes: Uint8Array) => {
    written += Buffer.from(bytes).toString('utf8');
  };
  const mends = await fixLibsvm(memorySource('a.libsvm', Buffer.from(text), chunkBytes), write, options);
  return { written, mends };
}

const MESSY = '\ufeff1:0.5 qid:1\t2:3  4:5 # a note\r\n# only a note\n\n0 qid:1 1:2 \n-1 qid:2 2:1';

test('what the first lines fail on, or becomes a row of its own, goes', async () => {
  expect(await fixed(MESSY)).toEqual({
    written: '1:0.5 qid:1 2:3 4:5\n0 qid:1 1:2\n-1 qid:2 2:1\n',
    mends: [
      'line ends turned into LF: 1',
      'byte order mark dropped: 1',
      'comments dropped: 2',
      'blank lines dropped: 1',
      'lines with one space between their parts: 1',
    ],
  });
  expect((await fixed(MESSY, {}, 1)).written).toBe((await fixed(MESSY)).written);
});

test('a good file stays as it is', async () => {
  const good = '1 0:1 3:2\n0 1:1\n';
  expect(await fixed(good)).toEqual({ written: good, mends: [] });
});

test('indices count from 0 where the user says that they count from 1', async () => {
  expect(await fixed('1 qid:7 1:1 3:2\n', { indexBase: 1 })).toEqual({
    written: '1 qid:7 0:1 2:2\n',
    mends: ['lines whose indices now count from 0: 1'],
  });
  await expect(fixed('1 1:1\n1 0:1\n', { indexBase: 1 })).rejects.toMatchObject({
    code: 'E_LIBSVM_INDEX',
    where: { file: 'a.libsvm', line: 2 },
  });
});
