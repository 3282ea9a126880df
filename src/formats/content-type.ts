import { UserError } from '../errors.js';

export const CSV = 'text/csv';
export const RECORDIO_PROTOBUF = 'application/x-recordio-protobuf';
export const JSON_LINES = 'application/jsonlines';
export const LIBSVM = 'text/libsvm';
export const PARQUET = 'application/x-parquet';

/** A MIME type with its parameters, as in `text/csv;label_size=1`. */
export interface ContentType {
  /** Lower-case, without parameters. */
  readonly type: string;
  /** Names in lower case; of two with the same name the last one counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads a content type. An empty text is RecordIO-protobuf, which the first-party algorithms read where none is given.
 * @throws UserError E_CONTENT_TYPE where a parameter is not of the form `name=value`
 */
export function parseContentType(text: string): ContentType {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map<string, string>();
  for (const parameter of rest.filter((part) => part !== '')) {
    const [, name, value] = /^([^=\s]+)\s*=\s*"?([^"]*?)"?$/.exec(parameter) ?? [];
    if (name === undefined || value === undefined) {
      throw new UserError(
        'E_CONTENT_TYPE',
        `The content type '${text}' has the parameter '${parameter}' without a value.`,
        {
          hint: "Write parameters as name=value, such as 'text/csv;label_size=1'.",
        },
      );
    }
    parameters.set(name.toLowerCase(), value);
  }
  return { type: type === '' ? RECORDIO_PROTOBUF : type.toLowerCase(), parameters };
}
