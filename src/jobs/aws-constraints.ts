import type { Problems } from '../training/problems.js';
import type { SpecReader } from './spec-reader.js';

interface TextRule {
  readonly maxLength: number;
  /** Of the whole text, as the API's model writes it. */
  readonly pattern?: string;
}

interface NumberRule {
  readonly least: number;
  readonly most?: number;
}

/** What AWS's services check of every request before they look at its meaning, in their own sentence: `Value … at … failed to satisfy constraint: …`. */
export class AwsConstraints {
  readonly #problems: Problems;
  readonly #code: string;

  constructor(problems: Problems, code: string) {
    this.#problems = problems;
    this.#code = code;
  }

  required(reader: SpecReader | undefined, key: string): void {
    if (reader !== undefined && !reader.has(key)) this.#fail(null, reader.nameOf(key), 'Member must not be null');
  }

  child(reader: SpecReader, key: string): SpecReader | undefined {
    this.required(reader, key);
    return reader.child(key);
  }

  text(reader: SpecReader, key: string, { maxLength, pattern }: TextRule): string | undefined {
    const value = reader.text(key);
    if (value === undefined) return undefined;
    if (value.length > maxLength) {
      this.#fail(value, reader.nameOf(key), `Member must have length less than or equal to ${maxLength}`);
    } else if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)) {
      this.#fail(value, reader.nameOf(key), `Member must satisfy regular expression pattern: ${pattern}`);
    }
    return value;
  }

  choice<const T extends string>(reader: SpecReader | undefined, key: string, choices: readonly T[]): T | undefined {
    const value = reader?.text(key);
    if (reader === undefined || value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) {
      this.#fail(value, reader.nameOf(key), `Member must satisfy enum value set: [${choices.join(', ')}]`);
    }
    return choice;
  }

  integer(reader: SpecReader | undefined, key: string, { least, most }: NumberRule): number | undefined {
    const value = reader?.number(key);
    if (reader === undefined || value === undefined) return undefined;
    if (!Number.isInteger(value)) reader.problem(key, `must be a whole number, not ${value}.`);
    else if (value < least) {
      this.#fail(value, reader.nameOf(key), `Member must have value greater than or equal to ${least}`);
    } else if (most !== undefined && value > most) {
      this.#fail(value, reader.nameOf(key), `Member must have value less than or equal to ${most}`);
    }
    return value;
  }

  atMost(name: string, entries: number, most: number): void {
    if (entries <= most) return;
    this.#fail(`${entries} entries`, name, `Member must have length less than or equal to ${most}`);
  }

  /** Members begin with a small letter there: `transformInput.splitType`. */
  #fail(value: string | number | null, name: string, constraint: string): void {
    const member = name.replaceAll(
      /(^|\.)([A-Z])/g,
      (_, before: string, letter: string) => before + letter.toLowerCase(),
    );
    const shown = value === null ? 'null' : `'${value}'`;
    const message = `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: ${constraint}`;
    this.#problems.add({ code: this.#code, message });
  }
}
