import { describeWhere, type Issue, UserError } from '../errors.js';
import { type JsonPath, parseJsonPath, WHOLE } from './data-processing/json-path.js';
import { recordForm } from './data-processing/record-form.js';
import { isNeeded, type JoinSource, type Processing } from './data-processing/record-processor.js';

/** As in CreateTransformJob. */
export interface DataProcessing {
  /** What of each record the model gets: a JSONPath; default `$`, all of it. */
  readonly inputFilter?: string | undefined;
  /** What of each record and its answer is kept; default `$`. */
  readonly outputFilter?: string | undefined;
  /** `Input` puts each record beside its answer; default `None`. */
  readonly joinSource?: JoinSource | undefined;
}

/** What records and answers must be like for DataProcessing. */
export interface ProcessingFacts {
  readonly contentType: string;
  readonly splitType: string;
  readonly assembleWith: string;
  /** The type of the answers. */
  readonly answersWith: string;
}

/** Every problem at once. */
export function readProcessing(
  given: DataProcessing,
  facts: ProcessingFacts,
): { readonly processing: Processing; readonly issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const path = (name: string, text: string | undefined): JsonPath => {
    if (text === undefined || text === '') return WHOLE;
    try {
      return parseJsonPath(text, name);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { code, message, where = {}, hint } = error;
      issues.push({ code, message: `${message} (${describeWhere(where)})`, ...(hint === undefined ? {} : { hint }) });
      return WHOLE;
    }
  };
  const inputFilter = path('InputFilter', given.inputFilter);
  const outputFilter = path('OutputFilter', given.outputFilter);
  const { joinSource = 'None' } = given;
  const joins = joinSource === 'Input';
  if (!joins && joinSource !== 'None') {
    issues.push(issue(`joinSource is '${joinSource}'.`, 'Choose one of None, Input.'));
  }
  const processing = {
    inputFilter,
    outputFilter,
    joinSource,
    input: joins || inputFilter.steps.length > 0 ? recordForm(facts.contentType) : undefined,
    output: joins || outputFilter.steps.length > 0 ? recordForm(facts.answersWith) : undefined,
  };
  if (isNeeded(processing)) issues.push(...misfits(processing, facts));
  return { processing, issues };
}

const LOOKED_INTO = 'DataProcessing looks into text/csv, application/json and application/jsonlines.';

function misfits(processing: Processing, facts: ProcessingFacts): Issue[] {
  const { inputFilter, outputFilter, joinSource, input, output } = processing;
  const { contentType, answersWith, splitType, assembleWith } = facts;
  const issues: Issue[] = [];
  const joins = joinSource === 'Input';
  if ((joins || inputFilter.steps.length > 0) && (input === undefined || !SPLITS.includes(splitType))) {
    issues.push(
      issue(`Records of ${contentType || 'no type'}, split by ${splitType}, cannot be looked into.`, LOOKED_INTO),
    );
  }
  if ((joins || outputFilter.steps.length > 0) && output === undefined) {
    issues.push(issue(`Answers of ${answersWith} cannot be looked into.`, LOOKED_INTO));
  }
  if (joins && input !== output) {
    const hint = 'SageMaker joins what has one type: CSV and CSV, JSON and JSON.';
    issues.push(issue(`ContentType ${contentType || 'none'} is not what answers have: ${answersWith}.`, hint));
  }
  if (joins && splitType !== assembleWith) {
    const hint = 'To join, SageMaker wants both None or both Line.';
    issues.push(issue(`SplitType ${splitType} and AssembleWith ${assembleWith} differ.`, hint));
  }
  return issues;
}

const SPLITS: readonly string[] = ['None', 'Line'];

function issue(message: string, hint: string): Issue {
  return { code: 'E_TRANSFORM_OPTION', message, hint };
}
