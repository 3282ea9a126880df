/** At most five digits that matter: `4.8916`, `12`, `NaN`. */
export function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);
}

/** `1,541` */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
