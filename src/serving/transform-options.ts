import { type Issue, UserError } from '../errors.js';
import type { BatchStrategy, SplitType } from './payloads.js';

export type AssembleWith = 'None' | 'Line';

/** How requests are cut out of the input and how answers are put together, every default filled in. */
export interface TransformOptions {
  readonly accept: string;
  readonly splitType: SplitType;
  readonly batchStrategy: BatchStrategy;
  readonly assembleWith: AssembleWith;
  readonly maxPayloadBytes: number;
}

const MEBIBYTE = 1 << 20;
const MAX_PAYLOAD_BYTES = 100 * MEBIBYTE;

const DEFAULTS: TransformOptions = {
  accept: 'application/json',
  splitType: 'None',
  batchStrategy: 'MultiRecord',
  assembleWith: 'None',
  maxPayloadBytes: 6 * MEBIBYTE,
};

const CHOICES = {
  splitType: ['None', 'Line', 'RecordIO'],
  batchStrategy: ['MultiRecord', 'SingleRecord'],
  assembleWith: ['None', 'Line'],
} as const;

/** SageMaker's advice: how an input of this type is split, and how answers of this type are put together. */
export const RECOMMENDED_PAIRS: ReadonlyMap<string, Pick<TransformOptions, 'splitType' | 'assembleWith'>> = new Map([
  ['application/x-recordio-protobuf', { splitType: 'RecordIO', assembleWith: 'None' }],
  ['text/csv', { splitType: 'Line', assembleWith: 'Line' }],
  ['application/jsonlines', { splitType: 'Line', assembleWith: 'Line' }],
  ['application/json', { splitType: 'None', assembleWith: 'None' }],
]);

type Given = Readonly<{ [Option in keyof TransformOptions]?: TransformOptions[Option] | undefined }>;

/**
 * Fills in SageMaker's defaults and refuses what cannot work. TypeScript knows the choices; a command line does not.
 * @throws UserError E_TRANSFORM_OPTION with every problem at once
 */
export function checkTransformOptions(given: Given & { readonly contentType: string }): TransformOptions {
  const options: TransformOptions = {
    accept: given.accept ?? DEFAULTS.accept,
    splitType: given.splitType ?? DEFAULTS.splitType,
    batchStrategy: given.batchStrategy ?? DEFAULTS.batchStrategy,
    assembleWith: given.assembleWith ?? DEFAULTS.assembleWith,
    maxPayloadBytes: given.maxPayloadBytes ?? DEFAULTS.maxPayloadBytes,
  };
  const issues = [...unknownChoices(options), ...badPayload(options), ...badPairs(options, given.contentType)];
  const [first] = issues;
  if (first !== undefined) {
    const message = issues.map((issue) => issue.message).join(' ');
    throw new UserError('E_TRANSFORM_OPTION', message, {
      issues,
      ...(first.hint === undefined ? {} : { hint: first.hint }),
    });
  }
  return options;
}

function unknownChoices(options: TransformOptions): Issue[] {
  return (Object.keys(CHOICES) as (keyof typeof CHOICES)[])
    .filter((name) => !(CHOICES[name] as readonly string[]).includes(options[name]))
    .map((name) => issue(`${name} is '${options[name]}'.`, `Choose one of ${CHOICES[name].join(', ')}.`));
}

function badPayload({ maxPayloadBytes }: TransformOptions): Issue[] {
  if (Number.isInteger(maxPayloadBytes) && maxPayloadBytes >= 1 && maxPayloadBytes <= MAX_PAYLOAD_BYTES) return [];
  return [issue(`The payload limit is ${maxPayloadBytes} bytes.`, 'SageMaker allows up to 100 MB.')];
}

function badPairs({ accept, splitType, batchStrategy, assembleWith }: TransformOptions, contentType: string): Issue[] {
  const issues: Issue[] = [];
  if (isType(contentType, 'application/json') && splitType !== 'None' && batchStrategy === 'MultiRecord') {
    const hint = 'Send JSON Lines as application/jsonlines, or use SplitType None.';
    issues.push(issue(`application/json cannot be split by ${splitType} and joined again.`, hint));
  }
  if (isType(accept, 'application/x-recordio-protobuf') && assembleWith === 'Line') {
    issues.push(issue('Line ends between RecordIO frames would make the output unreadable.', 'Use AssembleWith None.'));
  }
  return issues;
}

function isType(header: string, type: string): boolean {
  return header.split(';')[0]?.trim().toLowerCase() === type;
}

function issue(message: string, hint: string): Issue {
  return { code: 'E_TRANSFORM_OPTION', message, hint };
}
