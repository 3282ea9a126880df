import type { GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { PlatformError, UserError } from '../../../errors.js';
import type { ByteReader, ByteSource } from '../../../formats/byte-source.js';
import type { ObjectStore, StoredObject } from './object-store.js';

type Sdk = typeof import('@aws-sdk/client-s3');

/**
 * Objects of S3, through the AWS SDK where the user has it installed: nothing is loaded, and no connection opened, before something is
 * asked for. Region, credentials and endpoint are the SDK's own affair (`AWS_REGION`, `AWS_PROFILE`, `AWS_ENDPOINT_URL_S3`).
 */
export class S3Store implements ObjectStore {
  #opened: Promise<{ readonly sdk: Sdk; readonly client: S3Client }> | undefined;

  async list(prefix: string): Promise<StoredObject[]> {
    const { bucket, key } = addressOf(prefix);
    const found: StoredObject[] = [];
    let next: string | undefined;
    do {
      const page = await this.#ask(prefix, ({ sdk, client }) =>
        client.send(
          new sdk.ListObjectsV2Command({
            Bucket: bucket,
            Prefix: key,
            ...(next !== undefined && { ContinuationToken: next }),
          }),
        ),
      );
      for (const { Key = '', Size } of page.Contents ?? []) found.push(this.#object(bucket, Key, Size));
      next = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (next !== undefined);
    // The console's folders are objects without bytes whose names end in a slash.
    return found.filter(({ address }) => !address.endsWith('/'));
  }

  async get(address: string): Promise<StoredObject> {
    const { bucket, key } = addressOf(address);
    const { ContentLength } = await this.#ask(address, ({ sdk, client }) =>
      client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: key })),
    );
    return this.#object(bucket, key, ContentLength);
  }

  #object(bucket: string, key: string, size: number | undefined): StoredObject {
    const address = `s3://${bucket}/${key}`;
    const fetch = async (range?: string): Promise<Body> => {
      const answer = await this.#ask(address, ({ sdk, client }) =>
        client.send(
          new sdk.GetObjectCommand({ Bucket: bucket, Key: key, ...(range !== undefined && { Range: range }) }),
        ),
      );
      return answer.Body as Body;
    };
    const source: ByteSource = {
      name: address,
      ...(size !== undefined && { size }),
      open: async () => new BodyReader(await fetch(), address),
      slice: async (start, end) =>
        end <= start ? new Uint8Array() : (await fetch(`bytes=${start}-${end - 1}`)).transformToByteArray(),
    };
    return { address, source };
  }

  async #ask<T>(
    address: string,
    question: (s3: { readonly sdk: Sdk; readonly client: S3Client }) => Promise<T>,
  ): Promise<T> {
    this.#opened ??= openSdk(address);
    const s3 = await this.#opened;
    try {
      return await question(s3);
    } catch (error) {
      throw s3Error(address, error);
    }
  }
}

type Body = NonNullable<GetObjectCommandOutput['Body']> & AsyncIterable<Uint8Array> & { destroy(): void };

/** @throws UserError E_S3_SDK where the SDK is not installed */
async function openSdk(address: string): Promise<{ readonly sdk: Sdk; readonly client: S3Client }> {
  let sdk: Sdk;
  try {
    sdk = await import('@aws-sdk/client-s3');
  } catch (cause) {
    throw new UserError('E_S3_SDK', `${address} lies in S3, and the AWS SDK that reads it is not installed.`, {
      hint: 'npm install @aws-sdk/client-s3, or copy the data here (aws s3 sync).',
      cause,
    });
  }
  return { sdk, client: new sdk.S3Client({}) };
}

/** @throws UserError E_ADDRESS */
function addressOf(address: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/is.exec(address) ?? [];
  if (bucket !== undefined) return { bucket, key };
  throw new UserError('E_ADDRESS', `${address} names no bucket.`, { hint: 'Write s3://bucket/prefix.' });
}

function s3Error(address: string, cause: unknown): Error {
  const { name, message, $metadata } = cause as Error & { $metadata?: { readonly httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  const details = { where: { file: address }, cause };
  if (status === 404 || name === 'NoSuchKey' || name === 'NoSuchBucket') {
    return new UserError('E_CHANNEL_OBJECT', `There is nothing at ${address}.`, details);
  }
  const hint = status === 403 ? 'May these credentials read it? See aws sts get-caller-identity.' : undefined;
  return new PlatformError('E_S3', `S3 does not hand out ${address}: ${name}: ${message}`, {
    ...details,
    ...(hint !== undefined && { hint }),
  });
}

/** The body of one answer, in the pieces in which it comes. */
class BodyReader implements ByteReader {
  readonly #body: Body;
  readonly #address: string;
  readonly #pieces: AsyncIterator<Uint8Array>;
  #left: Uint8Array = new Uint8Array();

  constructor(body: Body, address: string) {
    this.#body = body;
    this.#address = address;
    this.#pieces = body[Symbol.asyncIterator]();
  }

  async read(into: Uint8Array): Promise<number> {
    while (this.#left.length === 0) {
      const { done, value } = await this.#pieces.next().catch((error) => {
        throw s3Error(this.#address, error);
      });
      if (done) return 0;
      this.#left = value;
    }
    const count = Math.min(into.length, this.#left.length);
    into.set(this.#left.subarray(0, count));
    this.#left = this.#left.subarray(count);
    return count;
  }

  async close(): Promise<void> {
    this.#body.destroy();
  }
}
