import type { Issue } from '../errors.js';
import type { Arguments } from './arguments.js';

/** Every `--hyperparameter NAME=VALUE`, by name; what is none is noted as an issue. */
export function hyperparametersFromFlags(args: Arguments, issues: Issue[]): Record<string, string> {
  const given: [string, string][] = [];
  for (const text of args.list('hyperparameter')) {
    const equals = text.indexOf('=');
    if (equals > 0) given.push([text.slice(0, equals), text.slice(equals + 1)]);
    else issues.push({ code: 'E_FLAG_VALUE', message: `--hyperparameter is NAME=VALUE, not '${text}'.` });
  }
  return Object.fromEntries(given);
}
