import { UserError } from '../../errors.js';
import type { ByteCursor } from '../byte-cursor.js';
import { isAllowed } from './allowed-names.js';
import { latin1Bytes } from './text.js';
import { PickleDict, PickleGlobal, PickleInstance, PickleList, type PickleValue } from './values.js';

/** What stands on the stack where a MARK was. */
const MARK = Symbol('mark');
type Slot = PickleValue | typeof MARK;

/** The stack and the memo that opcodes work on. */
export class PickleMachine {
  readonly cursor: ByteCursor;
  readonly #file: string;
  readonly #stack: Slot[] = [];
  readonly #memo = new Map<number, PickleValue>();
  /** Where the opcode began that is being done. */
  #at = 0;

  constructor(cursor: ByteCursor, file: string) {
    this.cursor = cursor;
    this.#file = file;
  }

  /** What goes wrong before the next call is told with the place of this opcode. */
  nextOpcode(): number {
    this.#at = this.cursor.offset;
    return this.cursor.bytes(1, 'an opcode')[0] as number;
  }

  malformed(message: string): UserError {
    return this.cursor.malformed(message, this.#at);
  }

  unsafe(what: string): UserError {
    return new UserError('E_MODEL_UNSAFE', `The pickle asks for ${what}, which no model of XGBoost needs.`, {
      where: { file: this.#file, byteOffset: this.#at },
      hint: 'Nothing of it was run. Load it in Python if you trust it, and save the booster with Booster.save_model.',
    });
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  mark(): void {
    this.#stack.push(MARK);
  }

  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) throw this.malformed('the stack has nothing to take');
    return value;
  }

  top(): PickleValue {
    const value = this.pop();
    this.push(value);
    return value;
  }

  /** What was pushed since the last mark, which goes too. */
  popToMark(): PickleValue[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) throw this.malformed('there is no mark');
    const values = this.#stack.splice(at) as PickleValue[];
    return values.slice(1);
  }

  discard(): void {
    if (this.#stack.pop() === undefined) throw this.malformed('the stack has nothing to take');
  }

  memorise(key = this.#memo.size): void {
    this.#memo.set(key, this.top());
  }

  recall(key: number): void {
    const value = this.#memo.get(key);
    if (value === undefined) throw this.malformed(`nothing was remembered as ${key}`);
    this.push(value);
  }

  global(module: PickleValue, name: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string') throw this.malformed('a name is no text');
    if (!isAllowed(module, name)) throw this.unsafe(JSON.stringify(`${module}.${name}`.slice(0, 80)));
    this.push(new PickleGlobal(`${module}.${name}`));
  }

  /** Of a call: what models need of it is done here, all else stays as it is. */
  call(): void {
    const [args, callee] = [this.items(this.pop()), this.pop()];
    if (!(callee instanceof PickleGlobal)) throw this.malformed('what is to be called is no name');
    this.push(this.#result(callee, args));
  }

  #result(callee: PickleGlobal, args: readonly PickleValue[]): PickleValue {
    const [first] = args;
    switch (callee.name) {
      case 'builtins.bytearray':
      case '__builtin__.bytearray':
      case '_codecs.encode':
        // Either bytes as they are, or text of latin1.
        return first instanceof Uint8Array ? first : this.#encoded(first);
      case 'copyreg._reconstructor':
      case 'copy_reg._reconstructor':
      case 'copyreg.__newobj__':
      case 'copy_reg.__newobj__':
        if (!(first instanceof PickleGlobal)) throw this.malformed('the class of an object is no name');
        return new PickleInstance(first, args.slice(1));
      default:
        return new PickleInstance(callee, args);
    }
  }

  #encoded(text: PickleValue | undefined): Uint8Array {
    const bytes = typeof text === 'string' ? latin1Bytes(text) : new Uint8Array(0);
    if (bytes === undefined) throw this.malformed('bytes are written as text that is no latin1');
    return bytes;
  }

  build(): void {
    const state = this.pop();
    const instance = this.top();
    if (instance instanceof PickleInstance) instance.state = state;
  }

  /** The list or tuple that an opcode expects. */
  items(value: PickleValue): PickleValue[] {
    if (!(value instanceof PickleList)) throw this.malformed('a list or tuple is due');
    return value.items;
  }

  append(values: readonly PickleValue[]): void {
    const items = this.items(this.top());
    for (const value of values) items.push(value);
  }

  setItems(values: readonly PickleValue[]): void {
    const dict = this.top();
    // An OrderedDict takes items too, and holds nothing of a model.
    if (dict instanceof PickleInstance) return;
    if (!(dict instanceof PickleDict)) throw this.malformed('items are set on what is no dictionary');
    for (const entry of this.pairs(values)) dict.entries.push(entry);
  }

  pairs(values: readonly PickleValue[]): [PickleValue, PickleValue][] {
    if (values.length % 2 === 1) throw this.malformed('a key has no value');
    return Array.from({ length: values.length / 2 }, (_, at) => [
      values[2 * at] as PickleValue,
      values[2 * at + 1] as PickleValue,
    ]);
  }
}
