import { parseArgs } from 'node:util';
import { nearestName } from '../algorithms/nearest-name.js';
import { type Issue, UserError } from '../errors.js';
import type { Flag } from './flags.js';

/** What the user wrote after the verb, already held against the verb's flags. */
export interface Arguments {
  readonly positionals: readonly string[];
  /** The verb stands alone. */
  readonly isEmpty: boolean;
  has(flag: string): boolean;
  text(flag: string): string | undefined;
  integer(flag: string): number | undefined;
  list(flag: string): readonly string[];
}

export interface Grammar {
  readonly flags: readonly Flag[];
  /** The last one may end in `…`: as many as one likes. */
  readonly positionals: readonly string[];
}

/** @throws UserError E_ARGUMENTS with every problem as an issue, and the nearest name for a misspelt flag */
export function parseArguments(words: readonly string[], { flags, positionals }: Grammar): Arguments {
  const byName = new Map(flags.map((flag) => [flag.name, flag]));
  const { tokens, positionals: given } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      flags.map(({ name, kind }) => [name, { type: kind === 'toggle' ? 'boolean' : 'string' }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });

  const values = new Map<string, string[]>();
  const issues: Issue[] = [];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = byName.get(token.name);
    const problem = flag === undefined ? unknownFlag(token.rawName, flags) : misuse(flag, token, values);
    if (problem !== undefined) issues.push(problem);
    else values.set(token.name, [...(values.get(token.name) ?? []), token.value ?? '']);
  }
  const most = positionals.at(-1)?.endsWith('…') ? given.length : positionals.length;
  for (const extra of given.slice(most)) {
    issues.push({ code: 'E_ARGUMENT_UNEXPECTED', message: `Unexpected argument ${extra}.` });
  }
  if (issues.length > 0) throw argumentsError(issues);

  return {
    positionals: given,
    isEmpty: tokens.length === 0,
    has: (flag) => values.has(flag),
    text: (flag) => values.get(flag)?.[0],
    integer: (flag) => (values.has(flag) ? Number(values.get(flag)?.[0]) : undefined),
    list: (flag) => values.get(flag) ?? [],
  };
}

export function argumentsError(issues: readonly Issue[]): UserError {
  const [first] = issues;
  const message = issues.length === 1 && first ? first.message : `${issues.length} arguments are wrong.`;
  const hint = issues.length === 1 ? first?.hint : undefined;
  return new UserError('E_ARGUMENTS', message, { issues, ...(hint === undefined ? {} : { hint }) });
}

/** For a flag the verb cannot do without. */
export function missingFlag(name: string, placeholder: string): Issue {
  return { code: 'E_FLAG_MISSING', message: `--${name} ${placeholder} is missing.` };
}

function unknownFlag(rawName: string, flags: readonly Flag[]): Issue {
  const meant = nearestName(
    rawName.replace(/^-+/, ''),
    flags.map((flag) => flag.name),
  );
  return {
    code: 'E_FLAG_UNKNOWN',
    message: `There is no flag ${rawName}.`,
    hint: meant === undefined ? '--help lists the flags.' : `Did you mean --${meant}?`,
  };
}

function misuse(
  flag: Flag,
  token: { readonly value?: string | undefined; readonly inlineValue?: boolean | undefined },
  earlier: ReadonlyMap<string, readonly string[]>,
): Issue | undefined {
  const name = `--${flag.name}`;
  if (flag.kind === 'toggle') {
    return token.value === undefined ? undefined : { code: 'E_FLAG_VALUE', message: `${name} takes no value.` };
  }
  if (token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))) {
    return { code: 'E_FLAG_VALUE', message: `${name} needs a value: ${name} ${flag.placeholder ?? 'VALUE'}.` };
  }
  if (flag.kind !== 'list' && earlier.has(flag.name)) {
    return { code: 'E_FLAG_REPEATED', message: `${name} is given twice.` };
  }
  if (flag.kind === 'integer' && !(/^\d+$/.test(token.value) && Number.isSafeInteger(Number(token.value)))) {
    return { code: 'E_FLAG_VALUE', message: `${name} needs a whole number, not '${token.value}'.` };
  }
  return undefined;
}
