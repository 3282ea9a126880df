import {
  AlgorithmError,
  describeWhere,
  isSagelocalError,
  PlatformError,
  type SagelocalError,
  UserError,
} from '../errors.js';
import { printable } from './printable.js';

/** What stands on stderr when a verb fails. */
export function errorText(error: unknown, verb: string): string {
  const known = asSagelocalError(error);
  if (known === undefined || known instanceof AlgorithmError) return ourFault(error, verb);
  const lines = [`sagelocal ${verb}: ${headline(known)}`];
  if (known.where !== undefined) lines.push(`  where  ${describeWhere(known.where)}`);
  if (known.issues.length > 1) {
    for (const issue of known.issues) {
      lines.push(`  - ${issue.message}`);
      if (issue.hint !== undefined) lines.push(`    ${issue.hint}`);
    }
  } else if (known.hint !== undefined) {
    lines.push(`  hint   ${known.hint}`);
  }
  lines.push(`  (${known.name} ${known.code})`);
  return printable(`${lines.join('\n')}\n`);
}

/** A message that strings together what the list below says one by one is not said twice. */
function headline({ message, issues }: SagelocalError): string {
  const isTheList = issues.length > 1 && issues.every((issue) => message.includes(issue.message));
  return isTheList ? `${issues.length} problems:` : message;
}

/** The errors of the file system, sorted into ours: a wrong path is the user's to mend, the rest is the environment's. */
export function asSagelocalError(error: unknown): SagelocalError | undefined {
  if (isSagelocalError(error)) return error;
  const { code, message, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (typeof code !== 'string' || typeof (error as NodeJS.ErrnoException).syscall !== 'string') return undefined;
  const details = { ...(path === undefined ? {} : { where: { file: path } }), cause: error };
  switch (code) {
    case 'ENOENT':
      return new UserError('E_NOT_FOUND', `${path ?? 'A file'} does not exist.`, details);
    case 'EISDIR':
    case 'ENOTDIR':
      return new UserError(
        'E_NOT_A_FILE',
        `${path ?? 'This'} is ${code === 'EISDIR' ? 'a folder' : 'not a folder'}.`,
        details,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new PlatformError('E_DISK_FULL', 'There is no room left on the disk.', details);
    default:
      return new PlatformError('E_FILE_SYSTEM', message, details);
  }
}

function ourFault(error: unknown, verb: string): string {
  return printable(
    `sagelocal ${verb}: an error of ours, not of your input. Please report it with these lines.\n${trace(error)}\n`,
  );
}

/** Where it happened, and where what caused it did. */
function trace(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\ncaused by ${trace(error.cause)}`;
}
