import { nearestName } from '../algorithms/nearest-name.js';
import type { Problems } from '../training/problems.js';

type Json = Readonly<Record<string, unknown>>;

/** What errors call the spec, and their code. */
export interface SpecKind {
  readonly name: string;
  readonly code: string;
}

export const JOB_SPEC: SpecKind = { name: 'job spec', code: 'E_JOB_SPEC' };

/**
 * Walks one JSON object of a job spec, key by key, and notes every problem with the full name of the key it sits at. What was not
 * read when {@link done} is called is unknown.
 */
export class SpecReader {
  readonly #object: Json;
  /** `InputDataConfig[0].DataSource`; empty for the whole spec. */
  readonly #path: string;
  readonly #problems: Problems;
  readonly #kind: SpecKind;
  readonly #known = new Set<string>();

  constructor(object: Json, path: string, problems: Problems, kind: SpecKind = JOB_SPEC) {
    this.#object = object;
    this.#path = path;
    this.#problems = problems;
    this.#kind = kind;
  }

  static of(value: unknown, path: string, problems: Problems, kind: SpecKind = JOB_SPEC): SpecReader | undefined {
    if (isObject(value)) return new SpecReader(value, path, problems, kind);
    problems.add({ code: kind.code, message: `${path || `The ${kind.name}`} must be a JSON object.` });
    return undefined;
  }

  has(key: string): boolean {
    this.#known.add(key);
    return this.#object[key] !== undefined && this.#object[key] !== null;
  }

  /** Keys that SageMaker knows and that mean nothing on one's own machine. */
  ignore(...keys: readonly string[]): void {
    for (const key of keys) this.#known.add(key);
  }

  text(key: string): string | undefined {
    if (!this.has(key)) return undefined;
    const value = this.#object[key];
    if (typeof value === 'string') return value;
    this.problem(key, `must be a string, not ${JSON.stringify(value)}.`);
    return undefined;
  }

  requiredText(key: string): string | undefined {
    if (!this.has(key)) this.problem(key, 'is missing.');
    return this.text(key);
  }

  choice<const T extends string>(key: string, choices: readonly T[]): T | undefined {
    const value = this.text(key);
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) this.problem(key, `must be one of ${choices.join(', ')}, not '${value}'.`);
    return choice;
  }

  number(key: string): number | undefined {
    if (!this.has(key)) return undefined;
    const value = this.#object[key];
    if (typeof value === 'number') return value;
    this.problem(key, `must be a number, not ${JSON.stringify(value)}.`);
    return undefined;
  }

  /** An array of strings. */
  list(key: string): readonly string[] | undefined {
    if (!this.has(key)) return undefined;
    const value = this.#object[key];
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    this.problem(key, 'must be a JSON array of strings.');
    return undefined;
  }

  child(key: string): SpecReader | undefined {
    return this.has(key) ? SpecReader.of(this.#object[key], this.nameOf(key), this.#problems, this.#kind) : undefined;
  }

  /** An object whose keys are someone else's to judge. */
  record(key: string): Json | undefined {
    if (!this.has(key)) return undefined;
    const value = this.#object[key];
    if (isObject(value)) return value;
    this.problem(key, 'must be a JSON object.');
    return undefined;
  }

  requiredChild(key: string): SpecReader | undefined {
    if (!this.has(key)) this.problem(key, 'is missing.');
    return this.child(key);
  }

  children(key: string): SpecReader[] {
    if (!this.has(key)) return [];
    const value = this.#object[key];
    if (!Array.isArray(value)) {
      this.problem(key, 'must be a JSON array.');
      return [];
    }
    return value.flatMap(
      (item, index) => SpecReader.of(item, `${this.nameOf(key)}[${index}]`, this.#problems, this.#kind) ?? [],
    );
  }

  /** The names in an object whose keys are someone else's to choose. */
  keys(): readonly string[] {
    return Object.keys(this.#object);
  }

  isList(key: string): boolean {
    return this.has(key) && Array.isArray(this.#object[key]);
  }

  /** A map of strings: SageMaker takes no other values. */
  texts(): Record<string, string> {
    const texts: Record<string, string> = {};
    for (const [key, value] of Object.entries(this.#object)) {
      this.#known.add(key);
      if (typeof value === 'string') texts[key] = value;
      else
        this.problem(key, `must be a string, not ${JSON.stringify(value)}.`, `Write ${JSON.stringify(asText(value))}.`);
    }
    return texts;
  }

  problem(key: string, what: string, hint?: string): void {
    const message = `${this.nameOf(key)} ${what}`;
    this.#problems.add({ code: this.#kind.code, message, ...(hint === undefined ? {} : { hint }) });
  }

  /** Notes every key that nobody asked for. */
  done(): void {
    for (const key of Object.keys(this.#object)) {
      if (this.#known.has(key)) continue;
      const nearest = nearestName(key, this.#known);
      this.problem(key, 'is not known.', nearest === undefined ? undefined : `Did you mean ${nearest}?`);
    }
  }

  /** The full name of a key: `InputDataConfig[0].DataSource`. */
  nameOf(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
