import { type ByteSource, memorySource } from '../byte-source.js';
import { joinedSource } from '../joined-source.js';
import { FRAME_HEADER_BYTES, frameHeader, paddingOf } from './frame-buffer.js';

/**
 * All bytes of a source as the payload of one RecordIO frame, which is what SageMaker's `RecordWrapperType` makes of an object.
 * @throws UserError E_RECORD_TOO_LARGE, when it is opened, from 512 MiB on
 */
export function framedSource(source: ByteSource): ByteSource {
  const { name, size } = source;
  const framed = async (): Promise<ByteSource> => {
    if (size !== undefined) return frameAround(source, size);
    const payload = await wholeOf(source);
    return frameAround(memorySource(name, payload), payload.length);
  };
  return {
    name,
    ...(size !== undefined && { size: FRAME_HEADER_BYTES + size + paddingOf(size) }),
    open: async () => (await framed()).open(),
  };
}

function frameAround(payload: ByteSource, length: number): ByteSource {
  const { name } = payload;
  const [header, padding] = [
    memorySource(name, frameHeader(length)),
    memorySource(name, new Uint8Array(paddingOf(length))),
  ];
  return joinedSource(name, [header, payload, padding]);
}

/** The length stands in front, so what has none is read first; more than a frame can hold is not read. */
async function wholeOf(source: ByteSource): Promise<Uint8Array> {
  const reader = await source.open();
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const piece = new Uint8Array(1 << 18);
      const count = await reader.read(piece);
      if (count === 0) return Buffer.concat(pieces, length);
      pieces.push(piece.subarray(0, count));
      length += count;
      frameHeader(length);
    }
  } finally {
    await reader.close();
  }
}
