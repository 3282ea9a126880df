import { UserError, type Where } from '../../errors.js';
import { decodeUtf8 } from '../../formats/json/text.js';
import { type JsonPath, WHOLE } from './json-path.js';
import type { RecordForm } from './record-form.js';
import { select } from './select.js';
import type { Value } from './value.js';

export type JoinSource = 'None' | 'Input';

export interface Processing {
  readonly inputFilter: JsonPath;
  readonly outputFilter: JsonPath;
  readonly joinSource: JoinSource;
  /** Of the input; absent where nobody looks into it. */
  readonly input?: RecordForm | undefined;
  /** Of the answers; absent where nobody looks into them. */
  readonly output?: RecordForm | undefined;
}

/** What goes to the model, and what must be remembered until it has answered. */
export interface Prepared {
  readonly body: Uint8Array;
  readonly records: readonly SourceRecord[];
}

interface SourceRecord {
  readonly value: Value;
  /** 1-based, in the payload; absent where the payload is one record. */
  readonly line?: number;
}

/**
 * What DataProcessing asks of each request: choose what the model gets, join its answers to the records they are about, choose what is kept.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-data-processing.html
 */
export class RecordProcessor {
  readonly #processing: Processing;

  constructor(processing: Processing) {
    this.#processing = processing;
  }

  /** @throws UserError E_FILTER, E_REQUEST_UTF8, E_REQUEST_JSON …, with the line in the payload */
  prepare(payload: Uint8Array): Prepared {
    const { input: form, inputFilter } = this.#processing;
    if (form === undefined) return { body: payload, records: [] };
    const records = readRecords(payload, form);
    if (inputFilter.steps.length === 0) return { body: payload, records };
    const chosen = records.map((record) =>
      placed(whereOf(record), () => form.write(select(record.value, inputFilter, 'the record'))),
    );
    return { body: new TextEncoder().encode(written(chosen, form)), records };
  }

  /** @throws UserError E_JOIN where records and answers do not pair or an answer cannot be read, E_FILTER */
  finish(answer: Uint8Array, { records }: Prepared): Uint8Array {
    const { output: form, outputFilter, joinSource } = this.#processing;
    if (form === undefined) return answer;
    const answers = parsed(form, () => readRecords(answer, form));
    if (joinSource === 'Input' && answers.length !== records.length) throw mismatched(records.length, answers.length);
    const kept = answers.map(({ value }, index) => {
      const record = records[index];
      const joined = joinSource === 'None' || record === undefined ? value : join(record.value, value, form);
      return placed(whereOf(record), () => form.write(select(joined, outputFilter, 'the record')));
    });
    return new TextEncoder().encode(written(kept, form));
  }

  /** A model that counts the lines it got counts past empty ones that were left out. */
  lineInPayload({ body, records }: Prepared, payload: Uint8Array, line: number): number {
    return body === payload ? line : (records[line - 1]?.line ?? line);
  }
}

/** Whether there is anything to do. */
export function isNeeded({ inputFilter, outputFilter, joinSource }: Processing): boolean {
  return [inputFilter, outputFilter].some(({ steps }) => steps.length > WHOLE.steps.length) || joinSource === 'Input';
}

function readRecords(bytes: Uint8Array, form: RecordForm): SourceRecord[] {
  const text = decodeUtf8(bytes, {});
  if (!form.byLine) return [{ value: form.read(text, {}) }];
  return text.split('\n').flatMap((ended, index) => {
    const content = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
    const line = index + 1;
    return content.trim() === '' ? [] : [{ value: form.read(content, { line }), line }];
  });
}

function written(records: readonly string[], { byLine }: RecordForm): string {
  return byLine ? records.map((record) => `${record}\n`).join('') : records.join('');
}

/** CSV: the answer's cells after the record's. JSON: under a name of its own, in the record where that has names. */
function join(record: Value, answer: Value, { name }: RecordForm): Value {
  if (name === 'CSV') return { kind: 'array', items: [...itemsOf(record), ...itemsOf(answer)] };
  const members = record.kind === 'object' ? [...record.members] : [['SageMakerInput', record] as const];
  return { kind: 'object', members: new Map([...members, ['SageMakerOutput', answer]]) };
}

function itemsOf(value: Value): readonly Value[] {
  return value.kind === 'array' ? value.items : [value];
}

function whereOf(record: SourceRecord | undefined): Where {
  return record?.line === undefined ? {} : { line: record.line };
}

function placed<T>(where: Where, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.code, error.message, { where, cause: error });
  }
}

/** “Failed to parse output …” is SageMaker's, from a public issue; how it goes on, and the other sentence, are ours. */
function parsed<T>({ name }: RecordForm, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    const message = `Failed to parse output from the algorithm as ${name}: ${cause.message}`;
    throw new UserError('E_JOIN', message, { hint: 'Accept the type that the records have.', cause });
  }
}

function mismatched(records: number, answers: number): UserError {
  return new UserError(
    'E_JOIN',
    `Fail to join data: mismatched line count between the input and the output: ${records} and ${answers}.`,
    { hint: 'Records and answers must stand one to a line each; CSV in, CSV out.' },
  );
}
