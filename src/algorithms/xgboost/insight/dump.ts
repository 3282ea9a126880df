import type { LinearBooster, XgboostModel } from '../../xgboost-model.js';
import { dotTree } from './dump-dot.js';
import { jsonTree } from './dump-json.js';
import { textTree } from './dump-text.js';
import { generalText } from './general-text.js';

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
 */
export function dump(model: XgboostModel, { format = 'text', withStats = false }: DumpOptions = {}): string[] {
  const { booster } = model;
  if (booster.kind === 'gblinear') return [linearText(booster, format)];
  const write = { text: textTree, json: jsonTree, dot: dotTree }[format];
  return booster.trees.map((tree) => write(tree, model, withStats));
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
