/** The parts of parquetjs-lite that are used here; it brings no types. */
declare module 'parquetjs-lite/lib/schema.js' {
  export class ParquetSchema {
    constructor(fields: Readonly<Record<string, object>>);
  }
}

declare module 'parquetjs-lite/lib/writer.js' {
  export class ParquetEnvelopeWriter {
    constructor(
      schema: object,
      write: (bytes: Uint8Array) => unknown,
      close: () => unknown,
      offset: number,
      options: object,
    );
  }

  export class ParquetWriter {
    constructor(schema: object, envelope: ParquetEnvelopeWriter, options: object);
    appendRow(row: Readonly<Record<string, number | null>>): Promise<void>;
    close(): Promise<void>;
  }
}
