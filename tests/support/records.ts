import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AnyRecord, encodeRecord, type RecordValue } from '../../src/formats/recordio/message.js';
import { frameRecord } from '../../src/formats/recordio/writer.js';

/** A tensor as an expectation writes it: floats are hexadecimal bytes. */
interface PlainValue {
  readonly type: RecordValue['type'];
  readonly bits?: string;
  readonly values?: readonly number[];
  readonly keys?: readonly number[];
  readonly shape?: readonly number[];
  readonly value?: readonly string[];
  readonly contentType?: string;
}

interface PlainRecord {
  readonly features: Readonly<Record<string, PlainValue>>;
  readonly label: Readonly<Record<string, PlainValue>>;
  readonly uid?: string;
  readonly metadata?: string;
  readonly configuration?: string;
}

export interface RecordFixture {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly producedBy: string;
  /** Absent where the frames hold no protocol buffer message. */
  readonly records?: readonly AnyRecord[];
  readonly payloadBytes?: readonly number[];
  readonly training:
    | { readonly rows: number }
    | { readonly error: { readonly code: string; readonly record?: number; readonly byteOffset?: number } };
  readonly warnings?: readonly string[];
}

const folder = fileURLToPath(new URL('../../fixtures/recordio/', import.meta.url));

/** Every file under fixtures/recordio with its expectation. @throws where one of the two is missing */
export function recordFixtures(): RecordFixture[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return files
    .filter((file) => /\.(pbr|rec)$/.test(file))
    .map((file) => {
      const path = join(folder, file);
      const expectation = JSON.parse(readFileSync(`${path.slice(0, -extname(path).length)}.json`, 'utf8'));
      const records = (expectation.records as PlainRecord[] | undefined)?.map(recordOf);
      return { ...expectation, name: file, bytes: new Uint8Array(readFileSync(path)), ...(records && { records }) };
    });
}

function recordOf({ features, label, ...texts }: PlainRecord): AnyRecord {
  return { features: mapOf(features), label: mapOf(label), ...texts };
}

function mapOf(values: Readonly<Record<string, PlainValue>>): Map<string, RecordValue> {
  return new Map(Object.entries(values).map(([name, value]) => [name, tensorOf(value)]));
}

function tensorOf({ type, bits = '', values = [], value = [], keys, shape, contentType }: PlainValue): RecordValue {
  const places = { ...(keys && { keys }), ...(shape && { shape }) };
  const floats = () => Uint8Array.from(Buffer.from(bits, 'hex')).buffer;
  switch (type) {
    case 'unset':
      return { type };
    case 'bytes':
      return { type, value: value.map(unhex), ...(contentType !== undefined && { contentType }) };
    case 'int32':
      return { type, values: Int32Array.from(values), ...places };
    case 'float32':
      return { type, values: new Float32Array(floats()), ...places };
    case 'float64':
      return { type, values: new Float64Array(floats()), ...places };
  }
}

function unhex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

/** Frames of these records, one after the other. */
export function framesOf(...records: readonly AnyRecord[]): Uint8Array {
  return concat(...records.map((record) => frameRecord(encodeRecord(record))));
}

/** A record of float32 features, and labels where there are any. */
export function denseRecord(features: readonly number[], labels?: readonly number[]): AnyRecord {
  return { features: new Map([['values', float32(features)]]), label: labelMap(labels) };
}

export function sparseRecord(
  values: readonly number[],
  keys: readonly number[],
  shape: readonly number[],
  labels?: readonly number[],
): AnyRecord {
  return { features: new Map([['values', { ...float32(values), keys, shape }]]), label: labelMap(labels) };
}

function labelMap(labels: readonly number[] | undefined): Map<string, RecordValue> {
  return new Map(labels === undefined ? [] : [['values', float32(labels)]]);
}

function float32(values: readonly number[]) {
  return { type: 'float32', values: Float32Array.from(values) } as const;
}

export function concat(...pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}

export function bitsOf(values: Float32Array): number[] {
  return [...new Uint32Array(values.slice().buffer)];
}
