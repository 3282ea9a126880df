import ndarray from 'ndarray';
import { expect, test } from 'vitest';
import { storedType } from '../../../src/check/stored-type.js';
import { encodeRecords } from '../../../src/formats/recordio/recordio.js';
import { channel } from '../../../src/training/channels/channel.js';
import { file } from '../cli/support/files.js';

test('the type of the first record, where there is one to be read', async () => {
  const recordio = 'application/x-recordio-protobuf';
  const path = await file('a.pbr', encodeRecords(ndarray(Float64Array.of(1), [1, 1])));
  expect(await storedType(channel(path), recordio)).toBe('float64');
  expect(await storedType(channel(path), 'text/csv')).toBeUndefined();
  expect(await storedType(channel(await file('a', 'xxxxxxxxxx')), recordio)).toBeUndefined();
  expect(await storedType(channel('no-such'), recordio)).toBeUndefined();
});
