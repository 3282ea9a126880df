import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CHANNEL_RULES } from '../../../../../src/algorithms/channel-rules.js';
import { readAll } from '../../../../../src/data/read-all.js';
import { referenceKernels } from '../../../../../src/kernels/reference/index.js';
import { channel } from '../../../../../src/training/channels/channel.js';
import { S3Store } from '../../../../../src/training/channels/objects/s3-store.js';
import { openChannel } from '../../../../../src/training/channels/open-channel.js';

/** Keys of the only bucket, `data`; a page of the listing holds two. */
const OBJECTS: Readonly<Record<string, string>> = {
  'rows.manifest': '[{"prefix": "s3://data/train"}, "/b.csv", "2/c.csv"]',
  'train/': '',
  'train/a.csv': '1,5\n',
  'train/b.csv': '2,5\n',
  'train2/c.csv': '3,5\n',
};
const PAGE = 2;

let server: Server;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'of-a-test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'of-a-test');
});

afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The few calls of S3's REST API that are asked of it. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '', 'http://s3');
  const [, bucket, ...rest] = decodeURIComponent(url.pathname).split('/');
  const key = rest.join('/');
  asked.push(`${request.method} ${bucket}/${key}${url.searchParams.has('list-type') ? '?list' : ''}`);
  const body = OBJECTS[key];
  if (bucket === 'closed') fail(response, 403, 'AccessDenied');
  else if (url.searchParams.get('list-type') === '2') list(url.searchParams, response);
  else if (body === undefined) fail(response, 404, 'NoSuchKey');
  else send(request, response, body);
}

function list(query: URLSearchParams, response: ServerResponse): void {
  const keys = Object.keys(OBJECTS).filter((key) => key.startsWith(query.get('prefix') ?? ''));
  const from = Number(query.get('continuation-token') ?? 0);
  const contents = keys
    .slice(from, from + PAGE)
    .map((key) => `<Contents><Key>${key}</Key><Size>${OBJECTS[key]?.length}</Size></Contents>`);
  const more = from + PAGE < keys.length;
  const next = more ? `<NextContinuationToken>${from + PAGE}</NextContinuationToken>` : '';
  response.setHeader('content-type', 'application/xml');
  response.end(`<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`);
}

function send(request: IncomingMessage, response: ServerResponse, body: string): void {
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const part = start === undefined ? body : body.slice(Number(start), Number(end) + 1);
  response.writeHead(start === undefined ? 200 : 206, { 'content-length': part.length });
  response.end(request.method === 'HEAD' ? undefined : part);
}

function fail(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

const labels = async (path: string, options: Parameters<typeof channel>[1] = {}) => {
  const from = channel(path, { contentType: 'text/csv', allowS3: true, ...options });
  const matrix = await readAll(await openChannel(from, CHANNEL_RULES.knn, referenceKernels()));
  return [...(matrix.labels ?? [])];
};

describe('S3', () => {
  test('lists page by page and reads objects as they are wanted', async () => {
    asked.length = 0;
    const objects = await new S3Store().list('s3://data/train');
    expect(objects.map(({ address, source }) => [address, source.size])).toEqual([
      ['s3://data/train/a.csv', 4],
      ['s3://data/train/b.csv', 4],
      ['s3://data/train2/c.csv', 4],
    ]);
    expect(asked).toEqual(['GET data/?list', 'GET data/?list']);
    expect(Buffer.from((await objects[1]?.source.slice?.(2, 4)) ?? []).toString()).toBe('5\n');
    expect(await objects[1]?.source.slice?.(2, 2)).toHaveLength(0);
  });

  test('holds a channel: a prefix, in any input mode, or a manifest', async () => {
    expect(await labels('s3://data/train')).toEqual([1, 2, 3]);
    expect(await labels('s3://data/train/')).toEqual([1, 2]);
    expect(await labels('s3://data/train', { inputMode: 'Pipe', dataType: 'S3Prefix' })).toEqual([1, 2, 3]);
    expect(await labels('s3://data/rows.manifest', { dataType: 'ManifestFile' })).toEqual([2, 3]);
  });

  test.each([
    ['s3://data/gone', 'E_CHANNEL_NOT_FOUND', 'UserError'],
    ['s3://closed/train', 'E_S3', 'PlatformError'],
    ['s3:///train', 'E_ADDRESS', 'UserError'],
  ])('%s: %s', async (path, code, name) => {
    await expect(labels(path)).rejects.toMatchObject({ code, name });
  });

  test('an object that is not there', async () => {
    await expect(new S3Store().get('s3://data/gone')).rejects.toMatchObject({ code: 'E_CHANNEL_OBJECT' });
  });

  test('nobody is asked without leave', async () => {
    asked.length = 0;
    await expect(labels('s3://data/train', { allowS3: false })).rejects.toMatchObject({ code: 'E_S3_ADDRESS' });
    expect(asked).toEqual([]);
  });

  test('the SDK is the user’s to install', async () => {
    vi.doMock('@aws-sdk/client-s3', () => {
      throw new Error('Cannot find package');
    });
    await expect(new S3Store().list('s3://data/train')).rejects.toMatchObject({
      code: 'E_S3_SDK',
      hint: expect.stringContaining('npm install @aws-sdk/client-s3'),
    });
    vi.doUnmock('@aws-sdk/client-s3');
  });
});
