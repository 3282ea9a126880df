import { ByteCursor } from '../byte-cursor.js';
import { PickleMachine } from './machine.js';
import { OPCODES } from './opcodes.js';
import type { PickleValue } from './values.js';

const STOP = 0x2e;

/**
 * Reads a pickle of protocol 0 to 5 and runs nothing: classes and functions stay names, and a name that no model needs is refused.
 * @throws UserError E_MODEL_UNSAFE, E_MODEL_TRUNCATED, E_MODEL_MALFORMED, with the byte offset
 * @see https://docs.python.org/3/library/pickletools.html
 */
export function readPickle(bytes: Uint8Array, file: string): PickleValue {
  const machine = new PickleMachine(new ByteCursor(bytes, file), file);
  for (;;) {
    const code = machine.nextOpcode();
    if (code === STOP) return machine.pop();
    const operation = OPCODES.get(code);
    if (operation === undefined) throw machine.malformed(`there is no opcode ${code}`);
    operation(machine);
  }
}
