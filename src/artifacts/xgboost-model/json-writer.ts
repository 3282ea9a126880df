import { type Document, isObject, isTypedArray, SingleFloat } from './document.js';
import { floatText } from './float-text.js';

/** JSON as XGBoost writes it: the same text for the same model. */
export function writeJson(document: Document): Uint8Array {
  const parts: string[] = [];
  put(document, parts);
  return new TextEncoder().encode(parts.join(''));
}

function put(value: Document, parts: string[]): void {
  if (value instanceof Float32Array) {
    parts.push(`[${Array.from(value, floatText).join(',')}]`);
  } else if (value instanceof SingleFloat) {
    parts.push(floatText(value.value));
  } else if (isTypedArray(value)) {
    parts.push(`[${value.join(',')}]`);
  } else if (Array.isArray(value)) {
    parts.push('[');
    value.forEach((element, at) => {
      if (at > 0) parts.push(',');
      put(element, parts);
    });
    parts.push(']');
  } else if (isObject(value)) {
    parts.push('{');
    Object.entries(value).forEach(([key, element], at) => {
      parts.push(at > 0 ? ',' : '', JSON.stringify(key), ':');
      put(element, parts);
    });
    parts.push('}');
  } else {
    parts.push(JSON.stringify(value));
  }
}
