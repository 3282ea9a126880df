/** What one kind of `inspect` found: for people, and as plain data. */
export interface InspectReport {
  readonly text: string;
  readonly json: unknown;
}
