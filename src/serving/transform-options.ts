import type { Algorithm } from '../algorithms/algorithm.js';
import { type Issue, UserError } from '../errors.js';
import type { AnswerOptions } from './answer-options.js';
import { isNeeded, type JoinSource, type Processing } from './data-processing/record-processor.js';
import type { ExecutionParameters } from './endpoint/execution-parameters.js';
import type { BatchStrategy, SplitType } from './payloads.js';
import { type DataProcessing, type ProcessingFacts, readProcessing } from './processing-options.js';

export type AssembleWith = 'None' | 'Line';
export type CompressionType = 'None' | 'Gzip';

/** How requests are cut out of the input and how answers are put together, every default filled in. */
export interface TransformOptions {
  readonly contentType: string;
  readonly compressionType: CompressionType;
  readonly splitType: SplitType;
  readonly batchStrategy: BatchStrategy;
  readonly accept: string;
  readonly assembleWith: AssembleWith;
  readonly maxPayloadBytes: number;
  /** Requests that the model works on at once. */
  readonly maxConcurrentTransforms: number;
  /** Absent where records and answers go through as they are. */
  readonly processing?: Processing | undefined;
}

/** What a job says. What it leaves out the container's execution parameters say, then SageMaker's defaults. */
export type GivenTransformOptions = Readonly<{
  [Option in keyof Omit<TransformOptions, 'processing'>]?: TransformOptions[Option] | undefined;
}> & { readonly dataProcessing?: DataProcessing | undefined };

/** What the job is checked against: the container's own wishes, and what it answers with where nobody says. */
export interface TransformContext {
  readonly algorithm: Pick<Algorithm, 'profile'>;
  readonly answers?: AnswerOptions | undefined;
  readonly executionParameters?: ExecutionParameters | undefined;
}

export const BYTES_PER_MB = 1 << 20;
const MAX_PAYLOAD_MB = 100;

/** SageMaker's own, where neither the job nor the container says. */
const DEFAULT_PARAMETERS: ExecutionParameters = {
  maxConcurrentTransforms: 1,
  batchStrategy: 'MULTI_RECORD',
  maxPayloadInMB: 6,
};

const CHOICES = {
  splitType: ['None', 'Line', 'RecordIO', 'TFRecord'],
  batchStrategy: ['MultiRecord', 'SingleRecord'],
  assembleWith: ['None', 'Line'],
  compressionType: ['None', 'Gzip'],
} as const;

/** SageMaker's advice: how an input of this type is split, and how answers of this type are put together. */
export const RECOMMENDED_PAIRS: ReadonlyMap<string, Pick<TransformOptions, 'splitType' | 'assembleWith'>> = new Map([
  ['application/x-recordio-protobuf', { splitType: 'RecordIO', assembleWith: 'None' }],
  ['text/csv', { splitType: 'Line', assembleWith: 'Line' }],
  ['application/jsonlines', { splitType: 'Line', assembleWith: 'Line' }],
  ['application/json', { splitType: 'None', assembleWith: 'None' }],
]);

/**
 * Fills in what the job leaves out and refuses what cannot work. TypeScript knows the choices; a command line does not.
 * @throws UserError E_TRANSFORM_OPTION, or the code of the only problem, with every problem at once
 */
export function checkTransformOptions(given: GivenTransformOptions, context: TransformContext): TransformOptions {
  const options = filledIn(given, context.executionParameters ?? DEFAULT_PARAMETERS);
  const facts = { ...options, answersWith: answerType(options.accept, context) };
  const { processing, issues: processingIssues } = readProcessing(given.dataProcessing ?? {}, facts);
  const issues = [...unknownChoices(options), ...badSizes(given, options), ...badPairs(facts), ...processingIssues];
  const [first] = issues;
  if (first !== undefined) {
    const message = issues.map((issue) => issue.message).join(' ');
    const { code, hint } = first;
    throw new UserError(issues.length === 1 ? code : 'E_TRANSFORM_OPTION', message, {
      issues,
      ...(hint === undefined ? {} : { hint }),
    });
  }
  return { ...options, processing: isNeeded(processing) ? processing : undefined };
}

function filledIn(given: GivenTransformOptions, parameters: ExecutionParameters): Omit<TransformOptions, 'processing'> {
  const maxPayloadBytes =
    given.maxPayloadBytes ?? (parameters.maxPayloadInMB || DEFAULT_PARAMETERS.maxPayloadInMB) * BYTES_PER_MB;
  // The container does not know how large the job's requests are.
  const roomFor = Math.max(1, Math.floor((MAX_PAYLOAD_MB * BYTES_PER_MB) / Math.max(1, maxPayloadBytes)));
  return {
    contentType: given.contentType ?? '',
    compressionType: given.compressionType ?? 'None',
    splitType: given.splitType ?? 'None',
    batchStrategy:
      given.batchStrategy ?? (parameters.batchStrategy === 'SINGLE_RECORD' ? 'SingleRecord' : 'MultiRecord'),
    accept: given.accept ?? '',
    assembleWith: given.assembleWith ?? 'None',
    maxPayloadBytes,
    // 0 is SageMaker's way to say nothing.
    maxConcurrentTransforms: given.maxConcurrentTransforms || Math.min(parameters.maxConcurrentTransforms, roomFor),
  };
}

/** The type that a container answers with. */
function answerType(accept: string, { algorithm, answers }: TransformContext): string {
  if (accept.trim() !== '') return accept;
  return algorithm.profile === 'xgboost' ? (answers?.defaultAccept ?? 'text/csv') : 'application/json';
}

function unknownChoices(options: Omit<TransformOptions, 'processing'>): Issue[] {
  return (Object.keys(CHOICES) as (keyof typeof CHOICES)[])
    .filter((name) => !(CHOICES[name] as readonly string[]).includes(options[name]))
    .map((name) => issue(`${name} is '${options[name]}'.`, `Choose one of ${CHOICES[name].join(', ')}.`));
}

function badSizes(
  { maxConcurrentTransforms: asked }: GivenTransformOptions,
  options: { maxPayloadBytes: number },
): Issue[] {
  const { maxPayloadBytes } = options;
  const megabytes = maxPayloadBytes / BYTES_PER_MB;
  if (maxPayloadBytes === 0) {
    const hint =
      'MaxPayloadInMB 0 sends inputs in chunks, which the built-in algorithms do not take; SageMaker says so, too.';
    return [issue('The payload limit is 0.', hint)];
  }
  if (!Number.isInteger(maxPayloadBytes) || maxPayloadBytes < 1 || megabytes > MAX_PAYLOAD_MB) {
    return [issue(`The payload limit is ${maxPayloadBytes} bytes.`, `SageMaker allows up to ${MAX_PAYLOAD_MB} MB.`)];
  }
  if (asked === undefined) return [];
  if (!Number.isInteger(asked) || asked < 0) {
    return [issue(`maxConcurrentTransforms is ${asked}.`, 'It is a whole number; 0 leaves it to the container.')];
  }
  if (asked * megabytes <= MAX_PAYLOAD_MB) return [];
  return [
    issue(
      `MaxConcurrentTransforms ${asked} times MaxPayloadInMB ${megabytes} is more than ${MAX_PAYLOAD_MB} MB.`,
      'SageMaker allows no more; take less of either.',
    ),
  ];
}

function badPairs({ contentType, splitType, batchStrategy, answersWith, assembleWith }: Facts): Issue[] {
  const issues: Issue[] = [];
  if (isType(contentType, 'application/json') && splitType !== 'None' && batchStrategy === 'MultiRecord') {
    const hint = 'Send JSON Lines as application/jsonlines, or use SplitType None.';
    issues.push(issue(`application/json cannot be split by ${splitType} and joined again.`, hint));
  }
  if (isType(answersWith, 'application/x-recordio-protobuf') && assembleWith === 'Line') {
    issues.push(issue('Line ends between RecordIO frames would make the output unreadable.', 'Use AssembleWith None.'));
  }
  return issues;
}

type Facts = ProcessingFacts & Pick<TransformOptions, 'batchStrategy'>;

function isType(header: string, type: string): boolean {
  return header.split(';')[0]?.trim().toLowerCase() === type;
}

function issue(message: string, hint: string): Issue {
  return { code: 'E_TRANSFORM_OPTION', message, hint };
}

export type { DataProcessing, JoinSource };
