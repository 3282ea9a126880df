import type { Where } from '../../errors.js';
import { parseJson } from '../../formats/json/text.js';

/**
 * A JSON value, or a row of CSV as an array, whose parts keep the text they were written in: numbers beyond what a program can hold, and
 * the order of keys, come out as they went in.
 */
export type Value =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly Value[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Value> };

/** As deep as a record may be nested. */
const MAX_DEPTH = 64;

/** @throws UserError E_REQUEST_UTF8, E_REQUEST_DEPTH, E_REQUEST_JSON */
export function readJson(bytes: Uint8Array, what: string, where: Where): Value {
  // It says what is wrong; what it lets pass needs no second look.
  parseJson(bytes, { maxDepth: MAX_DEPTH, what, where });
  return new Scanner(new TextDecoder().decode(bytes)).value();
}

/** Compact, with scalars as they were. */
export function writeJson(value: Value): string {
  switch (value.kind) {
    case 'scalar':
      return value.text;
    case 'array':
      return `[${value.items.map(writeJson).join(',')}]`;
    case 'object':
      return `{${[...value.members].map(([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`).join(',')}}`;
  }
}

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/sy;
const LITERAL = /[^,\]}\s]+/y;

/** Walks over text that is known to be JSON. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): Value {
    this.#match(SPACE);
    switch (this.#text[this.#at]) {
      case '[':
        return { kind: 'array', items: this.#list(']', () => this.value()) };
      case '{':
        return { kind: 'object', members: new Map(this.#list('}', () => this.#member())) };
      case '"':
        return { kind: 'scalar', text: this.#match(STRING) };
      default:
        return { kind: 'scalar', text: this.#match(LITERAL) };
    }
  }

  #member(): [string, Value] {
    const name = JSON.parse(this.#match(STRING)) as string;
    this.#match(SPACE);
    this.#at++;
    return [name, this.value()];
  }

  #list<T>(end: string, read: () => T): T[] {
    const items: T[] = [];
    this.#at++;
    this.#match(SPACE);
    while (this.#text[this.#at] !== end) {
      items.push(read());
      this.#match(SPACE);
      if (this.#text[this.#at] === ',') this.#at++;
      this.#match(SPACE);
    }
    this.#at++;
    return items;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += text.length;
    return text;
  }
}
