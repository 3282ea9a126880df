import type { PickleMachine } from './machine.js';
import { littleEndianInteger, quotedText, rawUnicode } from './text.js';
import { PickleDict, PickleGlobal, PickleInstance, PickleList } from './values.js';

type Operation = (machine: PickleMachine) => void;

const latin1 = new TextDecoder('latin1');
const utf8 = new TextDecoder('utf-8');
/** No number of a model needs more. */
const MOST_INTEGER_BYTES = 64;

/** Every opcode but STOP, by its byte. */
export const OPCODES: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  ...ofText({
    '(': (machine) => machine.mark(),
    '0': (machine) => machine.discard(),
    '1': (machine) => void machine.popToMark(),
    '2': (machine) => machine.push(machine.top()),
    // Numbers
    F: (machine) => machine.push(number(machine)),
    I: pushInteger,
    J: (machine) => machine.push(machine.cursor.int32('a number')),
    K: (machine) => machine.push(unsigned(machine, 1)),
    L: pushInteger,
    M: (machine) => machine.push(unsigned(machine, 2)),
    G: (machine) => machine.push(view(machine, 8).getFloat64(0)),
    N: (machine) => machine.push(null),
    // Text and bytes
    S: (machine) => {
      const text = quotedText(line(machine));
      if (text === undefined) throw machine.malformed('a text has no quotes');
      machine.push(text);
    },
    T: (machine) => machine.push(latin1.decode(sized(machine, 4))),
    U: (machine) => machine.push(latin1.decode(sized(machine, 1))),
    V: (machine) => machine.push(rawUnicode(line(machine))),
    X: (machine) => machine.push(utf8.decode(sized(machine, 4))),
    B: (machine) => machine.push(sized(machine, 4)),
    C: (machine) => machine.push(sized(machine, 1)),
    // Lists and dictionaries
    ')': (machine) => machine.push(new PickleList([])),
    ']': (machine) => machine.push(new PickleList([])),
    '}': (machine) => machine.push(new PickleDict()),
    t: (machine) => machine.push(new PickleList(machine.popToMark())),
    l: (machine) => machine.push(new PickleList(machine.popToMark())),
    d: (machine) => machine.push(new PickleDict(machine.pairs(machine.popToMark()))),
    a: (machine) => machine.append([machine.pop()]),
    e: (machine) => machine.append(machine.popToMark()),
    s: (machine) => {
      const value = machine.pop();
      machine.setItems([machine.pop(), value]);
    },
    u: (machine) => machine.setItems(machine.popToMark()),
    // The memo
    g: (machine) => machine.recall(number(machine)),
    h: (machine) => machine.recall(unsigned(machine, 1)),
    j: (machine) => machine.recall(unsigned(machine, 4)),
    p: (machine) => machine.memorise(number(machine)),
    q: (machine) => machine.memorise(unsigned(machine, 1)),
    r: (machine) => machine.memorise(unsigned(machine, 4)),
    // Objects
    c: (machine) => {
      const module = line(machine);
      machine.global(module, line(machine));
    },
    i: (machine) => {
      const args = machine.popToMark();
      const module = line(machine);
      machine.global(module, line(machine));
      machine.push(new PickleInstance(machine.pop() as PickleGlobal, args));
    },
    o: (machine) => {
      const [of, ...args] = machine.popToMark();
      if (!(of instanceof PickleGlobal)) throw machine.malformed('the class of an object is no name');
      machine.push(new PickleInstance(of, args));
    },
    R: (machine) => machine.call(),
    b: (machine) => machine.build(),
    P: (machine) => refuse(machine, 'an object outside the file'),
    Q: (machine) => refuse(machine, 'an object outside the file'),
  }),
  // Protocol 2
  [0x80, protocol],
  [0x81, (machine) => machine.call()],
  ...[0x82, 0x83, 0x84].map((code): [number, Operation] => [
    code,
    (machine) => refuse(machine, 'a registered extension'),
  ]),
  ...[1, 2, 3].map((count): [number, Operation] => [0x84 + count, (machine) => pushTuple(machine, count)]),
  [0x88, (machine) => machine.push(true)],
  [0x89, (machine) => machine.push(false)],
  [0x8a, (machine) => pushLong(machine, 1)],
  [0x8b, (machine) => pushLong(machine, 4)],
  // Protocol 4
  [0x8c, (machine) => machine.push(utf8.decode(sized(machine, 1)))],
  [0x8d, (machine) => machine.push(utf8.decode(sized(machine, 8)))],
  [0x8e, (machine) => machine.push(sized(machine, 8))],
  [0x8f, (machine) => machine.push(new PickleList([]))],
  [0x90, (machine) => machine.append(machine.popToMark())],
  [0x91, (machine) => machine.push(new PickleList(machine.popToMark()))],
  [
    0x92,
    (machine) => {
      machine.pop();
      machine.call();
    },
  ],
  [
    0x93,
    (machine) => {
      const name = machine.pop();
      machine.global(machine.pop(), name);
    },
  ],
  [0x94, (machine) => machine.memorise()],
  [0x95, (machine) => machine.cursor.expectRoomFor(machine.cursor.size('the size of a frame'), 1, 'bytes of a frame')],
  // Protocol 5
  [0x96, (machine) => machine.push(sized(machine, 8))],
  [0x97, (machine) => refuse(machine, 'a buffer outside the file')],
  [0x98, () => undefined],
]);

function ofText(operations: Readonly<Record<string, Operation>>): [number, Operation][] {
  return Object.entries(operations).map(([letter, operation]) => [letter.charCodeAt(0), operation]);
}

function refuse(machine: PickleMachine, what: string): never {
  throw machine.unsafe(what);
}

function protocol(machine: PickleMachine): void {
  const found = unsigned(machine, 1);
  if (found > 5) throw machine.malformed(`there is no protocol ${found}`);
}

function pushTuple(machine: PickleMachine, count: number): void {
  const items = Array.from({ length: count }, () => machine.pop());
  machine.push(new PickleList(items.reverse()));
}

function line(machine: PickleMachine): string {
  const text: number[] = [];
  for (let byte = unsigned(machine, 1); byte !== 0x0a; byte = unsigned(machine, 1)) text.push(byte);
  return latin1.decode(Uint8Array.from(text));
}

function number(machine: PickleMachine): number {
  const text = line(machine);
  const value = SPECIAL_NUMBERS.get(text) ?? Number(text);
  if (text.trim() === '' || (Number.isNaN(value) && text !== 'nan')) {
    throw machine.malformed(`${JSON.stringify(text.slice(0, 40))} is no number`);
  }
  return value;
}

const SPECIAL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

/** `I01` is true and `I00` false since Python 2.3; a long ends in an L. */
function pushInteger(machine: PickleMachine): void {
  const text = line(machine);
  const digits = /^\s*([+-]?\d+)L?\s*$/.exec(text)?.[1];
  if (digits === undefined || digits.length > 2 * MOST_INTEGER_BYTES)
    throw machine.malformed(`${JSON.stringify(text.slice(0, 40))} is no whole number`);
  machine.push(text === '00' || text === '01' ? text === '01' : smallest(BigInt(digits)));
}

function pushLong(machine: PickleMachine, lengthBytes: number): void {
  const bytes = sized(machine, lengthBytes);
  if (bytes.length > MOST_INTEGER_BYTES) throw machine.malformed(`a number has ${bytes.length} bytes`);
  machine.push(smallest(littleEndianInteger(bytes)));
}

function smallest(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

function sized(machine: PickleMachine, lengthBytes: number): Uint8Array {
  const length = lengthBytes === 8 ? machine.cursor.size('a length') : unsigned(machine, lengthBytes);
  return machine.cursor.bytes(length, 'text or bytes');
}

function unsigned(machine: PickleMachine, bytes: number): number {
  return Number(BigInt.asUintN(8 * bytes, littleEndianInteger(machine.cursor.bytes(bytes, 'a number'))));
}

function view(machine: PickleMachine, bytes: number): DataView {
  const found = machine.cursor.bytes(bytes, 'a number');
  return new DataView(found.buffer, found.byteOffset, bytes);
}
