import fc, { type Arbitrary } from 'fast-check';
import { concat } from './records.js';

type Bytes = Arbitrary<Uint8Array>;

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.of(...bytes, Number(rest));
}

function tag(field: number, wire: number): Uint8Array {
  return varint(BigInt((field << 3) | wire));
}

function delimited(field: number, content: Uint8Array): Uint8Array {
  return concat(tag(field, 2), varint(BigInt(content.length)), content);
}

const joined = (pieces: readonly Uint8Array[]): Uint8Array => concat(...pieces);

function float32(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

function float64(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer);
}

const uint64 = fc.oneof(fc.bigInt(0n, 12n), fc.bigInt(0n, 2n ** 64n - 1n));
const int32 = fc.oneof(
  fc.integer().map((value) => varint(BigInt.asUintN(64, BigInt(value)))),
  fc.integer().map((value) => varint(BigInt.asUintN(32, BigInt(value)))),
);

/** A repeated number: packed in one piece or several, or not packed. */
function repeated(field: number, wire: number, one: Bytes): Bytes {
  const packed = fc.array(one, { maxLength: 4 }).map((values) => delimited(field, joined(values)));
  const unpacked = one.map((value) => concat(tag(field, wire), value));
  return fc.oneof({ weight: 4, arbitrary: packed }, unpacked);
}

const unknownField: Bytes = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 20 }), uint64).map(([field, value]) => concat(tag(field, 0), varint(value))),
  fc.tuple(fc.integer({ min: 4, max: 20 }), fc.uint8Array({ maxLength: 5 })).map(([field, b]) => delimited(field, b)),
  fc.integer({ min: 1, max: 20 }).map((field) => concat(tag(field, 5), new Uint8Array(4))),
  fc.integer({ min: 1, max: 20 }).map((field) => concat(tag(field, 1), new Uint8Array(8))),
  fc.integer({ min: 1, max: 20 }).map((field) => concat(tag(field, 3), Uint8Array.of(8, 1), tag(field, 4))),
);

/** Short runs of bytes that are usually no field. */
const noise: Bytes = fc.uint8Array({ minLength: 1, maxLength: 4 });

function message(fields: Bytes, maxLength: number, noiseWeight = 5): Bytes {
  return fc
    .array(
      fc.oneof(
        { weight: 200, arbitrary: fields },
        { weight: 20, arbitrary: unknownField },
        { weight: noiseWeight, arbitrary: noise },
      ),
      { maxLength },
    )
    .map(joined);
}

const places: readonly Bytes[] = [repeated(2, 0, uint64.map(varint)), repeated(3, 0, uint64.map(varint))];

/** Mostly vectors: a tensor has keys and a shape now and then. */
function tensor(values: Bytes): Bytes {
  const fields = fc.oneof(
    { weight: 12, arbitrary: values },
    ...places.map((place) => ({ weight: 1, arbitrary: place })),
  );
  return message(fields, 3, 1);
}

const value: Bytes = message(
  fc.oneof(
    {
      weight: 6,
      arbitrary: tensor(
        repeated(
          1,
          5,
          fc.float().map((v) => float32([v])),
        ),
      ).map((t) => delimited(2, t)),
    },
    {
      weight: 2,
      arbitrary: tensor(
        repeated(
          1,
          1,
          fc.double().map((v) => float64([v])),
        ),
      ).map((t) => delimited(3, t)),
    },
    { weight: 2, arbitrary: tensor(repeated(1, 0, int32)).map((t) => delimited(7, t)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }).map((bytes) => delimited(9, delimited(1, bytes))) },
  ),
  2,
  1,
);

const name = fc
  .oneof({ weight: 12, arbitrary: fc.constant('values') }, fc.constantFrom('', 'value', 'valuesX', 'image'))
  .map((text) => delimited(1, new TextEncoder().encode(text)));

const mapEntry: Bytes = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .tuple(
        name,
        value.map((v) => delimited(2, v)),
      )
      .map(joined),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        value.map((v) => delimited(2, v)),
        name,
      )
      .map(joined),
  },
  {
    weight: 1,
    arbitrary: message(
      fc.oneof(
        name,
        value.map((v) => delimited(2, v)),
      ),
      4,
    ),
  },
);

/** Anything between a well-formed record and bytes that only begin like one. */
export const anyMessage: Bytes = message(
  fc.oneof(
    { weight: 6, arbitrary: mapEntry.map((entry) => delimited(1, entry)) },
    { weight: 4, arbitrary: mapEntry.map((entry) => delimited(2, entry)) },
    { weight: 1, arbitrary: fc.string({ maxLength: 4 }).map((text) => delimited(3, new TextEncoder().encode(text))) },
  ),
  3,
  1,
);

function part(flag: number, payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(8);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0xced7230a, true);
  view.setUint32(4, ((flag << 29) | payload.length) >>> 0, true);
  return concat(header, payload, new Uint8Array((4 - (payload.length % 4)) % 4));
}

/** A payload in one frame, or in parts that are cut anywhere. */
function framed(payload: Bytes): Bytes {
  return fc.oneof(
    { weight: 6, arbitrary: payload.map((bytes) => part(0, bytes)) },
    {
      weight: 1,
      arbitrary: fc.tuple(payload, fc.nat(40), fc.nat(40)).map(([bytes, a, b]) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        return concat(
          part(1, bytes.subarray(0, first)),
          part(2, bytes.subarray(first, second)),
          part(3, bytes.subarray(second)),
        );
      }),
    },
  );
}

function named(map: number, element: number, content: Uint8Array): Uint8Array {
  const key = delimited(1, new TextEncoder().encode('values'));
  return delimited(map, concat(key, delimited(2, delimited(element, content))));
}

const ENCODERS: readonly (readonly [element: number, encode: (values: readonly number[]) => Uint8Array])[] = [
  [2, float32],
  [3, float64],
  [7, (values) => joined(values.map((v) => varint(BigInt.asUintN(64, BigInt(Math.trunc(v) || 0)))))],
];

const number = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.float({ noNaN: true, noDefaultInfinity: true }));

/** A dense or sparse row of `cols` features. */
function row(cols: number, isSparse: boolean, element: number, labels: number): Bytes {
  const encode = ENCODERS.find(([number]) => number === element)?.[1] ?? float32;
  const small = number.map((v) => (element === 7 ? Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, v)) : v));
  const values = isSparse
    ? fc.array(small, { maxLength: cols })
    : fc.array(small, { minLength: cols, maxLength: cols });
  const label = fc.array(small, { minLength: labels, maxLength: labels });
  const extra = fc.oneof({ weight: 5, arbitrary: fc.constant(new Uint8Array()) }, unknownField);
  return fc
    .tuple(values, fc.array(fc.nat(cols - 1), { minLength: cols, maxLength: cols }), label, extra)
    .map(([numbers, keys, own, more]) => {
      const fields = [delimited(1, encode(numbers))];
      if (isSparse) fields.push(delimited(2, joined(keys.slice(0, numbers.length).map((key) => varint(BigInt(key))))));
      if (isSparse) fields.push(delimited(3, varint(BigInt(cols))));
      const features = named(1, element, joined(fields));
      return concat(features, labels > 0 ? named(2, 2, delimited(1, float32(own))) : new Uint8Array(), more);
    });
}

/** Rows of one kind; every now and then one of another, a message that is no row, or a break. */
export const mostlyGoodFile: Bytes = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.boolean(), fc.constantFrom(2, 2, 3, 7), fc.nat(2))
  .chain(([cols, isSparse, element, labels]) => {
    const good = framed(row(cols, isSparse, element, labels));
    const other = fc.oneof(
      framed(row(cols, !isSparse, element, labels)),
      framed(row(cols + 1, isSparse, element, labels)),
      framed(anyMessage),
      fc.uint8Array({ maxLength: 12 }),
    );
    const frames = fc.array(fc.oneof({ weight: 25, arbitrary: good }, other), { maxLength: 12 }).map(joined);
    return fc.tuple(frames, fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(40)));
  })
  .map(([bytes, cut]) => bytes.subarray(0, Math.max(0, bytes.length - cut)));

/** Frames of anything. */
export const anyBytesLikeRecords: Bytes = fc.array(fc.oneof(framed(anyMessage), noise), { maxLength: 4 }).map(joined);
