import { UserError } from '../../../errors.js';
import type { LinearBooster, RegressionTree, XgboostModel } from '../../xgboost-model.js';
import { generalText } from '../general-text.js';
import { dotTree } from './dump-dot.js';
import { jsonTree } from './dump-json.js';
import { textTree } from './dump-text.js';
import { nodesOf } from './tree-node.js';

export type DumpFormat = 'text' | 'json' | 'dot';

export interface DumpOptions {
  /** Default `text`; `dot` is for Graphviz. */
  readonly format?: DumpFormat;
  /** Also the gain and the cover of each node. */
  readonly withStats?: boolean;
}

/**
 * The trees as text, one each, in the words of `Booster.get_dump`; of a linear booster its weights.
 * @throws RangeError for a linear booster as `dot`
 * @throws UserError E_MODEL_UNSUPPORTED where a tree is so deep that its text would be nothing but indentation
 */
export function dump(model: XgboostModel, { format = 'text', withStats = false }: DumpOptions = {}): string[] {
  const { booster } = model;
  if (booster.kind === 'gblinear') return [linearText(booster, format)];
  const write = { text: textTree, json: jsonTree, dot: dotTree }[format];
  return booster.trees.map((tree) => {
    refuseEndlessLines(tree);
    return write(tree, model, withStats);
  });
}

/** Every level is indented, so that the text of a chain grows with the square of its length. */
const MOST_LEVELS = 2000;

function refuseEndlessLines(tree: RegressionTree): void {
  for (const { depth } of nodesOf(tree)) {
    if (depth > MOST_LEVELS) {
      throw new UserError(
        'E_MODEL_UNSUPPORTED',
        `A tree has more than ${MOST_LEVELS} levels, too many to be written as text.`,
      );
    }
  }
}

function linearText({ weights, groups }: LinearBooster, format: DumpFormat): string {
  const texts = Array.from(weights, (weight) => generalText(weight, LINEAR_DIGITS));
  const [own, biases] = [texts.slice(0, -groups), texts.slice(-groups)];
  switch (format) {
    case 'text':
      return ['bias:', ...biases, 'weight:', ...own, ''].join('\n');
    case 'json':
      return `  { "bias": [\n${lines(biases)}\n    ],\n    "weight": [\n${lines(own)}\n    ]\n  }`;
    case 'dot':
      throw new RangeError('a linear booster has no trees to draw');
  }
}

const LINEAR_DIGITS = 6;

function lines(texts: readonly string[]): string {
  return texts.map((text) => `      ${text}`).join(',\n');
}
