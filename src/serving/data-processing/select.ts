import { UserError } from '../../errors.js';
import type { JsonPath, Slice, Step } from './json-path.js';
import type { Value } from './value.js';

/**
 * What a path finds in a value: the one thing it leads to, an object of the names it lists, or an array of all that it matches.
 * @param what how an error calls the value: `the record`
 * @throws UserError E_FILTER where something is not there
 */
export function select(value: Value, { text, steps }: JsonPath, what: string): Value {
  const matches = steps.reduce<readonly Value[]>(
    (found, step, index) => found.flatMap((one) => follow(one, step, index === steps.length - 1)),
    [value],
  );
  return steps.every(isDefinite) ? (matches[0] as Value) : { kind: 'array', items: matches };

  function follow(from: Value, step: Step, isLast: boolean): readonly Value[] {
    switch (step.kind) {
      case 'all':
        return from.kind === 'object' ? [...from.members.values()] : arrayOf(from);
      case 'names': {
        const named = step.names.map((name): [string, Value] => [name, member(from, name)]);
        if (isLast && named.length > 1) return [{ kind: 'object', members: new Map(named) }];
        return named.map(([, found]) => found);
      }
      case 'elements':
        return elements(arrayOf(from), step.elements);
    }
  }

  function member(from: Value, name: string): Value {
    const found = from.kind === 'object' ? from.members.get(name) : undefined;
    return found ?? fail(from.kind === 'object' ? `has no '${name}'` : `has no names, as '${name}' would be one`);
  }

  function elements(items: readonly Value[], wanted: readonly (number | Slice)[]): readonly Value[] {
    return wanted.flatMap((one) => {
      if (typeof one !== 'number') return items.slice(one.start, one.end);
      return items.at(one) ?? fail(`has ${items.length} elements, and none at ${one}`);
    });
  }

  function arrayOf(from: Value): readonly Value[] {
    return from.kind === 'array' ? from.items : fail('has no elements to choose from');
  }

  function fail(why: string): never {
    throw new UserError('E_FILTER', `${text} does not fit: ${what} ${why} there.`);
  }
}

/** It leads to one thing. Names at the end, however many, are one object. */
function isDefinite(step: Step, index: number, { length }: readonly Step[]): boolean {
  if (step.kind === 'names') return step.names.length === 1 || index === length - 1;
  return step.kind === 'elements' && step.elements.length === 1 && typeof step.elements[0] === 'number';
}
