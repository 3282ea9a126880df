import { UserError } from '../../errors.js';

/** One step of a path, from a value to what lies in it. */
export type Step =
  /** `.name`, `['name']`, `['one','other']` */
  | { readonly kind: 'names'; readonly names: readonly string[] }
  /** `[0]`, `[0,-1]`, `[1:]`, `[0,5:]` */
  | { readonly kind: 'elements'; readonly elements: readonly (number | Slice)[] }
  /** `.*`, `[*]` */
  | { readonly kind: 'all' };

/** From `start` up to but without `end`; either may count from the back. */
export interface Slice {
  readonly start: number | undefined;
  readonly end: number | undefined;
}

export interface JsonPath {
  /** As it was written. */
  readonly text: string;
  /** None: the whole value. */
  readonly steps: readonly Step[];
}

export const MAX_PATH_CHARACTERS = 63;

/** `$`: the default of both filters. */
export const WHOLE: JsonPath = { text: '$', steps: [] };

/**
 * The part of JSONPath that batch transform knows: names, numbers, lists of either, slices and the wildcard; no `..`, no filters.
 * @param name what errors call it: `InputFilter`
 * @throws UserError E_JSON_PATH with the column that does not fit
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-data-processing.html
 */
export function parseJsonPath(text: string, name: string): JsonPath {
  return new Parser(text, name).path();
}

/** Starts with a letter or `_`; SageMaker's own pages show no other name behind a dot. */
const NAME = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const QUOTED = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/uy;
const NUMBER = /-?\d{1,9}(?!\d)/y;
const SPACE = / */y;

class Parser {
  readonly #text: string;
  readonly #name: string;
  #at = 0;

  constructor(text: string, name: string) {
    this.#text = text;
    this.#name = name;
  }

  path(): JsonPath {
    if (this.#text.length > MAX_PATH_CHARACTERS) {
      throw this.#error(`has ${this.#text.length} characters, and SageMaker takes ${MAX_PATH_CHARACTERS}`);
    }
    if (!this.#take('$')) throw this.#error('must begin with $');
    const steps: Step[] = [];
    while (this.#at < this.#text.length) steps.push(this.#step());
    return { text: this.#text, steps };
  }

  #step(): Step {
    const dotted = this.#take('.');
    if (this.#take('[')) return this.#bracket();
    if (!dotted) throw this.#error('goes on with what is neither . nor [');
    if (this.#take('*')) return { kind: 'all' };
    const name = this.#match(NAME)?.[0];
    if (name !== undefined) return { kind: 'names', names: [name] };
    throw this.#error(this.#take('.') ? 'has .., which batch transform does not know' : 'has no name behind the dot');
  }

  #bracket(): Step {
    this.#match(SPACE);
    if (this.#take('*')) {
      this.#close();
      return { kind: 'all' };
    }
    const isName = this.#text[this.#at] === "'" || this.#text[this.#at] === '"';
    return isName
      ? { kind: 'names', names: this.#list(() => this.#quoted()) }
      : { kind: 'elements', elements: this.#list(() => this.#element()) };
  }

  #list<T>(read: () => T): T[] {
    const items: T[] = [];
    do {
      this.#match(SPACE);
      items.push(read());
      this.#match(SPACE);
    } while (this.#take(','));
    this.#close();
    return items;
  }

  #quoted(): string {
    const match = this.#match(QUOTED);
    if (match === undefined) throw this.#error('has no quoted name here');
    return ((match[1] ?? match[2]) as string).replaceAll(/\\(.)/gu, '$1');
  }

  #element(): number | Slice {
    const first = this.#number();
    this.#match(SPACE);
    if (!this.#take(':')) {
      if (first === undefined) throw this.#error("has no number, slice, 'name' or * here");
      return first;
    }
    this.#match(SPACE);
    return { start: first, end: this.#number() };
  }

  #number(): number | undefined {
    const digits = this.#match(NUMBER)?.[0];
    return digits === undefined ? undefined : Number(digits);
  }

  #close(): void {
    this.#match(SPACE);
    if (!this.#take(']')) throw this.#error('has no ] here');
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }

  #error(what: string): UserError {
    return new UserError('E_JSON_PATH', `The ${this.#name} ${this.#text} ${what}.`, {
      where: { column: Math.min(this.#at, this.#text.length) + 1 },
      hint: "SageMaker knows $, .name, ['name','name'], [0,-1], [1:3] and *.",
    });
  }
}
