/** The part of parquetjs-lite that is used here; it brings no types. */
declare module 'parquetjs-lite' {
  export class ParquetSchema {
    constructor(fields: Readonly<Record<string, object>>);
  }

  export class ParquetEnvelopeWriter {
    constructor(
      schema: ParquetSchema,
      write: (bytes: Uint8Array) => unknown,
      close: () => unknown,
      offset: number,
      options: object,
    );
  }

  export class ParquetWriter {
    constructor(schema: ParquetSchema, envelope: ParquetEnvelopeWriter, options: object);
    appendRow(row: Readonly<Record<string, number | null>>): Promise<void>;
    close(): Promise<void>;
  }

  const parquet: {
    readonly ParquetSchema: typeof ParquetSchema;
    readonly ParquetEnvelopeWriter: typeof ParquetEnvelopeWriter;
    readonly ParquetWriter: typeof ParquetWriter;
  };
  export default parquet;
}
