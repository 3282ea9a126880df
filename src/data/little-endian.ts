/** Whether this machine stores numbers as most files do, the lowest byte first: only then can they be read where they stand. */
export const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
