/** Modules and names that pickles of XGBoost's models need, in the words of all versions of Python, numpy and scikit-learn that wrote them. */
const ALLOWED: Readonly<Record<string, RegExp>> = {
  'xgboost.core': /^Booster$/,
  'xgboost.sklearn': /^XGB(?:Model|Classifier|Regressor|Ranker|RFClassifier|RFRegressor)$/,
  'xgboost.compat': /^XGBoostLabelEncoder$/,
  'xgboost.callback': /^EarlyStopping$/,
  'sklearn.preprocessing.label': /^LabelEncoder$/,
  'sklearn.preprocessing._label': /^LabelEncoder$/,
  numpy: /^(?:ndarray|dtype|float32|float64|int32|int64)$/,
  'numpy.core.multiarray': /^(?:_reconstruct|scalar)$/,
  'numpy._core.multiarray': /^(?:_reconstruct|scalar)$/,
  'numpy.core.numeric': /^_frombuffer$/,
  'numpy._core.numeric': /^_frombuffer$/,
  copy_reg: /^(?:_reconstructor|__newobj__)$/,
  copyreg: /^(?:_reconstructor|__newobj__)$/,
  builtins: /^(?:object|bytearray|set|frozenset|list|dict|tuple|int|float|str|bool)$/,
  __builtin__: /^(?:object|bytearray|set|frozenset|list|dict|tuple|int|float|str|unicode|long|bool)$/,
  _codecs: /^encode$/,
  collections: /^(?:OrderedDict|defaultdict)$/,
};

export function isAllowed(module: string, name: string): boolean {
  return Object.hasOwn(ALLOWED, module) && (ALLOWED[module] as RegExp).test(name);
}
