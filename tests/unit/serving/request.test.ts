import { describe, expect, it } from 'vitest';
import { REQUEST_TYPES } from '../../../src/algorithms/algorithm.js';
import { isCsr } from '../../../src/data/csr.js';
import { dense, rowMajor } from '../../../src/data/dense.js';
import { encodeRecords } from '../../../src/formats/recordio/recordio.js';
import { referenceKernels } from '../../../src/kernels/reference/index.js';
import { decodeRequest } from '../../../src/serving/request.js';

const kernels = referenceKernels();

async function decode(body: string | Uint8Array, contentType: string): Promise<number[]> {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const rows = await decodeRequest(bytes, contentType, { kernels, requestTypes: REQUEST_TYPES });
  if (isCsr(rows)) throw new Error('expected a dense matrix');
  return [...rowMajor(rows)];
}

describe('decodeRequest', () => {
  const json = '{"instances": [{"features": [1, 2]}, {"features": [3, 4]}]}';

  it.each([
    ['application/json', json],
    ['', json],
    [' ', json],
    ['Application/JSON; charset=utf-8', json],
    ['application/jsonlines', '{"features": [1, 2]}\n{"features": [3, 4]}\n'],
    ['text/csv', '1,2\n3,4\n'],
    ['text/csv; charset=utf-8', '1.0,2e0\r\n3,4'],
    ['text/csv;label_size=1', '9,1,2\n9,3,4\n'],
  ])('reads %j', async (contentType, body) => {
    expect(await decode(body, contentType)).toEqual([1, 2, 3, 4]);
  });

  it('reads RecordIO-protobuf, and drops its labels', async () => {
    const rows = dense(Float32Array.of(1, 2, 3, 4), 2, 2);
    const body = encodeRecords(rows, Float32Array.of(7, 8));
    expect(await decode(body, 'application/x-recordio-protobuf')).toEqual([1, 2, 3, 4]);
  });

  it('reads a single record without its padding', async () => {
    const body = encodeRecords(dense(Float32Array.of(1, 2), 1, 2));
    const padding = (4 - (new DataView(body.buffer, body.byteOffset).getUint32(4, true) % 4)) % 4;
    expect(await decode(body.subarray(0, body.length - padding), 'application/x-recordio-protobuf')).toEqual([1, 2]);
  });

  it.each(['text/libsvm', 'application/x-recordio', 'image/png;q=1'])(
    "refuses %s in SageMaker's words",
    async (contentType) => {
      await expect(decode('1', contentType)).rejects.toMatchObject({
        name: 'UserError',
        code: 'E_CONTENT_TYPE',
        message: `content-type ${contentType.split(';')[0]} not supported`,
      });
    },
  );

  it('has nothing to say to a request without content', async () => {
    await expect(decode('', 'text/csv')).rejects.toMatchObject({ name: 'UserError', code: 'E_REQUEST_NO_CONTENT' });
  });

  it.each([
    ['text/csv', '1,2\n3\n'],
    ['text/csv', '1,a\n'],
    ['application/json', '{"instances": []}'],
    ['application/jsonlines', '{"features": ["a"]}'],
    ['application/x-recordio-protobuf', 'garbage, not frames'],
  ])('refuses a bad body of %s with a typed error', async (contentType, body) => {
    await expect(decode(body, contentType)).rejects.toMatchObject({ name: 'UserError', where: { file: 'request' } });
  });

  it('refuses what the algorithm does not read', async () => {
    const requestTypes = ['application/json', 'application/x-recordio-protobuf'] as const;
    const refused = decodeRequest(new TextEncoder().encode('1,2\n'), 'text/csv', { kernels, requestTypes });
    await expect(refused).rejects.toMatchObject({
      code: 'E_CONTENT_TYPE',
      message: 'content-type text/csv not supported',
      hint: 'Send one of application/json, application/x-recordio-protobuf.',
    });
  });
});
