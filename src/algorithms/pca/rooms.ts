/**
 * Arrays that every block uses again, by name. Fresh ones of a few MiB for each would set the garbage collector going every other block, which then
 * takes the processors from the kernels.
 */
export class Rooms {
  readonly #float32 = new Map<string, Float32Array>();
  readonly #float64 = new Map<string, Float64Array>();

  /** So many numbers, whatever they are now; they are lost when the name is asked for again. */
  float32(name: string, length: number): Float32Array {
    return roomIn(this.#float32, name, length, (size) => new Float32Array(size));
  }

  /** The same in float64, and all of them 0. */
  zeros(name: string, length: number): Float64Array {
    return roomIn(this.#float64, name, length, (size) => new Float64Array(size)).fill(0);
  }

  /** A copy, rounded to float32. */
  rounded(name: string, values: Float64Array): Float32Array {
    const room = this.float32(name, values.length);
    room.set(values);
    return room;
  }
}

function roomIn<T extends Float32Array | Float64Array>(
  rooms: Map<string, T>,
  name: string,
  length: number,
  make: (length: number) => T,
): T {
  let room = rooms.get(name);
  if (room === undefined || room.length < length) {
    room = make(length);
    rooms.set(name, room);
  }
  return room.subarray(0, length) as T;
}
