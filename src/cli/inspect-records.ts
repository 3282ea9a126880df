import { UserError } from '../errors.js';
import { type ContentType, RECORDIO_PROTOBUF } from '../formats/content-type.js';
import { fileSource } from '../formats/file-source.js';
import type { AnyRecord, RecordValue } from '../formats/recordio/message.js';
import { readRecords } from '../formats/recordio/recordio.js';
import type { InspectReport } from './inspect-report.js';

const SHOWN_VALUES = 16;

/**
 * RecordIO-protobuf record by record: also what no training would read, such as unknown features, bytes and metadata.
 * @throws UserError E_FLAG_CONFLICT for other formats, and what the reader finds wrong
 */
export async function recordReport(
  files: readonly string[],
  request: { readonly contentType: ContentType; readonly records: number },
): Promise<InspectReport> {
  const { contentType, records } = request;
  if (contentType.type !== RECORDIO_PROTOBUF) {
    throw new UserError('E_FLAG_CONFLICT', `--records shows RecordIO-protobuf; this is ${contentType.type}.`, {
      hint: 'Use --rows.',
    });
  }
  const shown = await firstRecords(files, records);
  return {
    json: shown.map(({ file, offset, record }) => ({ file, offset, ...plainRecord(record) })),
    text: `${shown.flatMap(({ file, offset, record }) => [`${file}, byte ${offset}`, ...recordLines(record)]).join('\n')}\n`,
  };
}

interface Shown {
  readonly file: string;
  /** Byte at which its frame starts. */
  readonly offset: number;
  readonly record: AnyRecord;
}

async function firstRecords(files: readonly string[], count: number): Promise<Shown[]> {
  const shown: Shown[] = [];
  for (const file of files) {
    if (shown.length >= count) break;
    for await (const { offset, record } of readRecords(await fileSource(file))) {
      shown.push({ file, offset, record });
      if (shown.length >= count) break;
    }
  }
  return shown;
}

function recordLines(record: AnyRecord): string[] {
  const texts = (['uid', 'metadata', 'configuration'] as const).filter((name) => record[name] !== undefined);
  return [
    ...[...record.label].map(([name, value]) => `  label '${name}'  ${valueText(value)}`),
    ...[...record.features].map(([name, value]) => `  feature '${name}'  ${valueText(value)}`),
    ...texts.map((name) => `  ${name}  ${JSON.stringify(record[name])}`),
  ];
}

function valueText(value: RecordValue): string {
  if (value.type === 'unset') return 'no value';
  if (value.type === 'bytes') {
    const sizes = value.value.map((bytes) => bytes.length).join(', ');
    return `bytes (${sizes})${value.contentType === undefined ? '' : ` of ${value.contentType}`}`;
  }
  const { keys, shape, values } = value;
  const first = Array.from(values.subarray(0, SHOWN_VALUES), (number, i) =>
    keys ? `${keys[i]}:${number}` : `${number}`,
  );
  const more = values.length > SHOWN_VALUES ? ` … ${values.length - SHOWN_VALUES} more` : '';
  const kind = `${value.type}${keys ? ' sparse' : ''}${shape ? ` of shape ${shape.join(' x ')}` : ''}`;
  return `${kind}, ${values.length} value${values.length === 1 ? '' : 's'}: ${first.join(' ')}${more}`;
}

function plainRecord({ features, label, ...texts }: AnyRecord): Record<string, unknown> {
  return { label: plainMap(label), features: plainMap(features), ...texts };
}

function plainMap(map: ReadonlyMap<string, RecordValue>): Record<string, unknown> {
  return Object.fromEntries([...map].map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: RecordValue): unknown {
  if (value.type === 'unset') return { type: value.type };
  if (value.type === 'bytes') {
    return { ...value, value: value.value.map((bytes) => Buffer.from(bytes).toString('base64')) };
  }
  return { ...value, values: Array.from(value.values) };
}
