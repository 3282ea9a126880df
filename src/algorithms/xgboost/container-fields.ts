import { pythonFloat } from '../../data/python-float.js';
import { type Field, type Reading, show } from '../hyperparameter-fields.js';
import type { ImageVersion } from './versions.js';

/** A hyperparameter as the open XGBoost container checks it: its words, its ranges, the images that have it. */
export interface ContainerField<T> extends Field<T> {
  /** The first image that knows it; default the first of all. */
  readonly since?: ImageVersion;
  /** The last image that knows it; default the newest. */
  readonly until?: ImageVersion;
}

interface Options<T> {
  readonly documentation: string;
  readonly required?: true;
  readonly default?: T;
  readonly since?: ImageVersion;
  readonly until?: ImageVersion;
}

/** An interval in the mathematician's notation, which is also how the container's messages print it. */
export interface Interval {
  /** `[0, 1]`, `(0, 1]`, `[1, +inf)` */
  readonly text: string;
  has(value: number): boolean;
}

/** @param text `(0, 1]`: a round bracket excludes its end */
export function interval(text: string): Interval {
  const [, open, low, high, close] = /^([[(])(\S+), (\S+)([\])])$/.exec(text) as unknown as [string, ...string[]];
  const [min, max] = [Number(low), high === '+inf' ? Infinity : Number(high)];
  return {
    text,
    has: (value) => (open === '[' ? value >= min : value > min) && (close === ']' ? value <= max : value < max),
  };
}

type Present<O> = O extends { required: true } | { default: unknown } ? never : undefined;

export function integer<const O extends Options<number> & { readonly range: string }>(
  options: O,
): ContainerField<number | Present<O>> {
  return numeric('integer', /^\s*[+-]?\d+(_\d+)*\s*$/, Number.isSafeInteger, String, options);
}

export function real<const O extends Options<number> & { readonly range: string }>(
  options: O,
): ContainerField<number | Present<O>> {
  const pattern = /^\s*[+-]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(e[+-]?\d+)?\s*$/i;
  return numeric('real', pattern, Number.isFinite, pythonFloat, options);
}

function numeric(
  type: 'integer' | 'real',
  pattern: RegExp,
  isOfType: (value: number) => boolean,
  print: (value: number) => string,
  options: Options<number> & { readonly range: string },
): ContainerField<never> {
  const range = interval(options.range);
  return {
    type,
    accepts: `${type === 'integer' ? 'an integer' : 'a number'} in ${range.text}`,
    ...common(options),
    read(name, given) {
      const value = typeof given === 'string' && pattern.test(given) ? Number(given.replaceAll('_', '')) : given;
      if (typeof value !== 'number' || !isOfType(value)) return unreadable(name);
      return range.has(value) ? { value: value as never } : outside(name, print(value), range.text);
    },
  };
}

export function choice<const C extends string, const O extends Options<NoInfer<C>>>(
  choices: readonly C[],
  options: O,
): ContainerField<C | Present<O>> {
  return {
    type: 'choice',
    accepts: choices.join(' or '),
    ...(common(options) as object as Omit<ContainerField<C | Present<O>>, 'type' | 'accepts' | 'read'>),
    read(name, given) {
      const value = choices.find((one) => one === String(given));
      return value === undefined ? outside(name, show(given), pythonList(choices)) : { value };
    },
  };
}

/** `true` or `false`, which the container takes as words and not as a truth value. */
export function flag<const O extends Options<boolean>>(options: O): ContainerField<boolean | Present<O>> {
  return {
    type: 'boolean',
    accepts: 'true or false',
    ...(common(options) as object as Omit<ContainerField<boolean | Present<O>>, 'type' | 'accepts' | 'read'>),
    read(name, given) {
      const word = String(given);
      if (word !== 'true' && word !== 'false') return outside(name, show(given), pythonList(['true', 'false']));
      return { value: word === 'true' };
    },
  };
}

/** Words between commas, or an array of them. `problem` says what is wrong with one of them, in the container's words, or nothing. */
export function words(
  accepted: readonly string[],
  options: Options<readonly string[]>,
  problem?: (word: string) => string | undefined,
): ContainerField<readonly string[] | undefined> {
  return {
    type: 'list',
    accepts: `some of ${accepted.join(', ')}`,
    ...common(options),
    read(name, given) {
      const list = Array.isArray(given) ? given.map(String) : String(given).split(',');
      const special = problem === undefined ? undefined : list.map(problem).find((message) => message !== undefined);
      if (special !== undefined) return wrong(special);
      if (list.every((word) => accepted.includes(word) || (problem !== undefined && word.includes('@')))) {
        return { value: list };
      }
      return wrong(`Hyperparameter ${name}: value ${pythonList(list)} not in range ${pythonList(accepted)}`);
    },
  };
}

/** `(1,0,-1)`: a Python tuple of whole numbers, or an array. */
export function tuple(
  range: readonly number[],
  options: Options<never>,
): ContainerField<readonly number[] | undefined> {
  return {
    type: 'list',
    accepts: `a tuple of ${range.join(', ')}`,
    ...common(options),
    read(name, given) {
      const list = typeof given === 'string' ? parsePythonList(given) : given;
      if (!Array.isArray(list) || !list.every((item) => typeof item === 'number')) return unreadable(name);
      if (list.every((item) => range.includes(item))) return { value: list as number[] };
      return wrong(`Hyperparameter ${name}: value (${list.map(show).join(', ')}) not in range [${range.join(', ')}]`);
    },
  };
}

/** `[[1, 2], [3, 4]]` */
export function nestedLists(
  range: string,
  options: Options<never>,
): ContainerField<readonly (readonly number[])[] | undefined> {
  const bounds = interval(range);
  return {
    type: 'list',
    accepts: `lists of integers in ${bounds.text}`,
    ...common(options),
    read(name, given) {
      const list = typeof given === 'string' ? parsePythonList(given) : given;
      if (!Array.isArray(list) || !list.every((inner) => Array.isArray(inner) && inner.every(Number.isSafeInteger))) {
        return unreadable(name);
      }
      if ((list as number[][]).every((inner) => inner.every((item) => bounds.has(item)))) {
        return { value: list as number[][] };
      }
      const shown = show(JSON.stringify(list).replaceAll(',', ', '));
      return wrong(`Hyperparameter ${name}: value ${shown} not in range ${bounds.text}`);
    },
  };
}

function common<T>({ required, default: filled, documentation, since, until }: Options<T>) {
  return {
    required: required ?? false,
    default: filled as never,
    documentation,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

/** Nested lists and tuples of numbers as Python writes them; a trailing comma is Python's own. */
function parsePythonList(text: string): unknown {
  const json = text
    .replaceAll('(', '[')
    .replaceAll(')', ']')
    .replaceAll(/,\s*\]/g, ']');
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Python's own conversion failed. */
function unreadable(name: string): Reading<never> {
  return {
    code: 'E_HYPERPARAMETER_TYPE',
    message: `Hyperparameter ${name}: could not parse value (caused by ValueError)`,
  };
}

function outside(name: string, value: string, range: string): Reading<never> {
  return wrong(`Hyperparameter ${name}: ${value} is not in ${range}`);
}

function wrong(message: string): Reading<never> {
  return { code: 'E_HYPERPARAMETER_VALUE', message };
}

export function pythonList(values: readonly string[]): string {
  return `[${values.map((value) => `'${show(value)}'`).join(', ')}]`;
}
