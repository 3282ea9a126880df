/** What a pickle holds, as plain data. Nothing of it is ever called. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleList
  | PickleDict
  | PickleGlobal
  | PickleInstance;

/** A list, a tuple or a set. */
export class PickleList {
  readonly items: PickleValue[];

  constructor(items: PickleValue[]) {
    this.items = items;
  }
}

export class PickleDict {
  readonly entries: [PickleValue, PickleValue][];

  constructor(entries: [PickleValue, PickleValue][] = []) {
    this.entries = entries;
  }

  /** The last of equal keys counts. */
  get(key: string): PickleValue | undefined {
    return this.entries.findLast(([name]) => name === key)?.[1];
  }
}

/** A class or a function that the pickle names: `xgboost.core Booster`. */
export class PickleGlobal {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** What Python would make of a class or a function, its arguments and a state: here it stays these three. */
export class PickleInstance {
  readonly of: PickleGlobal;
  readonly args: readonly PickleValue[];
  /** Set by BUILD; the last one counts. */
  state: PickleValue | undefined;

  constructor(of: PickleGlobal, args: readonly PickleValue[]) {
    this.of = of;
    this.args = args;
  }
}
