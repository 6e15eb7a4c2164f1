/** Schemas and values, and what helm 3.22 (santhosh-tekuri/jsonschema 6.0.3) says of them. */
export interface SchemaCase {
  readonly schema: string;
  readonly values: string;
  readonly error?: string;
}

export const schemaCases: readonly SchemaCase[] = [
  { schema: '{"definitions":{"d":{"dependencies":{"a":{}},"multipleOf":2}}}', values: '{"c":0.3,"x-y":{}}' },
  {
    schema: '{"$ref":"#/definitions/d","pattern":"^[a-z-]*$"}',
    values: '{"c":"a@b.c","port":false,"b":null}',
    error: 'json-pointer in "file:///values.schema.json#/definitions/d" not found',
  },
  {
    schema:
      '{"const":"a","dependencies":{"a":["b"]},"enum":["a",1],"$defs":{"e":{"minLength":3,"required":["a","b"]}},"$schema":"http://json-schema.org/draft-07/schema#"}',
    values: '{"x-y":{"b":-1,"a":{"port":0.3,"b":false},"c":""},"a":null,"port":[0]}',
    error: "- at '': value must be 'a'\n",
  },
  {
    schema:
      '{"patternProperties":{"^a":{"format":"email"}},"minimum":100000,"definitions":{"d":{"properties":{"c":{"enum":[{"a":1}]}}}}}',
    values: '{"x-y":"http://x/y","port":null,"b":"x y","c":null}',
  },
  {
    schema:
      '{"type":"object","definitions":{"d":{"type":"number","required":["c"],"properties":{"c":{"const":null,"type":"object"},"x-y":{"properties":{"x-y":true},"minLength":1}}}},"$defs":{"e":{"format":"regex"}},"$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: '{"c":false}',
  },
  {
    schema:
      '{"enum":[null],"dependencies":{"a":{"required":["a"],"pattern":"[0-9]+$","minimum":100000,"type":"object"}},"properties":{"x-y":{"type":"string"}},"$defs":{"e":{"propertyNames":{"type":"string"},"const":"a","multipleOf":0.1,"type":"string"}}}',
    values: '{"b":null,"c":{"c":70000,"port":"{}"}}',
    error: "- at '': value must be <nil>\n",
  },
  { schema: "false", values: '{"a":"10.0.0.1"}', error: "- at '': false schema\n" },
  {
    schema:
      '{"minimum":2,"const":"a","type":["integer","boolean"],"definitions":{"d":{"type":"null","if":{"type":"integer"},"then":{"$ref":"#/$defs/e","if":{"type":"string"},"then":false}}}}',
    values: '{"port":null,"c":{"a":{"port":true,"a":null,"x-y":null},"b":1}}',
    error: "- at '': got object, want boolean or integer\n",
  },
  {
    schema:
      '{"dependencies":{"a":["b"]},"enum":[null],"required":["c"],"definitions":{"d":{"anyOf":[{"additionalProperties":false},{"propertyNames":false}],"type":"number"}},"$defs":{"e":{"if":{"properties":{"b":{"type":"integer"}},"not":{}},"then":{"multipleOf":2},"else":{"if":true,"then":true,"else":{"type":"string"},"multipleOf":2},"type":"boolean","$anchor":"anch"}},"$schema":"http://json-schema.org/draft-04/schema#"}',
    values: '{"a":"abc"}',
    error: "- at '': value must be <nil>\n",
  },
  {
    schema:
      '{"items":[{"type":"number","properties":{"port":{"properties":{"port":false},"type":"number","unevaluatedProperties":{"if":{},"then":{},"else":{},"dependencies":{"a":true},"anyOf":[{"type":"string"},false]}},"x-y":{"anyOf":[{"allOf":[true,{}],"type":["integer","boolean"],"pattern":"b","minLength":3},{"type":"string","not":{}}]}}},{"required":["c"]}],"$schema":"http://json-schema.org/draft-04/schema#"}',
    values: "{}",
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'http://json-schema.org/draft-04/schema#'\n- at '/items': 'anyOf' failed\n  - at '/items': got array, want object\n  - at '/items/0': validation failed\n    - at '/items/0/properties/port/properties/port': got boolean, want object\n    - at '/items/0/properties/x-y/anyOf/0/allOf/0': got boolean, want object",
  },
  {
    schema:
      '{"required":["b"],"definitions":{"d":{"dependencies":{"a":{"pattern":"^a","properties":{"a":true},"items":false}},"allOf":[{"pattern":"[0-9]+$","required":["a","b"],"items":{}},{"type":"string"}],"pattern":"^a","properties":{"b":{"type":"integer"}}}},"$schema":"http://json-schema.org/schema#"}',
    values: '{"c":null,"x-y":2,"port":false,"a":null}',
    error: "- at '': missing property 'b'\n",
  },
  {
    schema:
      '{"enum":[true,"x"],"type":"string","anyOf":[false,{"multipleOf":2,"minLength":1,"type":"integer"}],"definitions":{"d":{"unevaluatedProperties":{"required":["c"],"items":{"type":"integer"},"additionalProperties":{}},"type":"number","dependencies":{"a":["b"]}}},"$defs":{"e":{}},"$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: '{"b":[],"c":null,"a":"a"}',
    error: "- at '': got object, want string\n",
  },
  {
    schema:
      '{"if":{"type":"array"},"then":{"type":"string"},"$defs":{"e":{"type":"string","$anchor":"anch"}},"$schema":"http://json-schema.org/draft-04/schema#"}',
    values: '{"a":70000,"port":null,"b":1}',
  },
  {
    schema:
      '{"allOf":[{"required":["b"]},{}],"const":1,"definitions":{"d":{"required":["a","b"],"type":"number","allOf":[{"if":false,"then":{"type":"string"},"not":false,"type":"boolean"},{"allOf":[{},{"type":"string"}],"type":["integer","boolean"],"properties":{"x-y":{"type":"string"},"b":false}}]}},"$schema":"http://json-schema.org/draft-07/schema#"}',
    values: '{"x-y":{}}',
    error: "- at '': value must be 1\n",
  },
  {
    schema: '{"type":"string","additionalProperties":false,"$schema":"http://json-schema.org/schema#"}',
    values: '{"a":""}',
    error: "- at '': got object, want string\n",
  },
  {
    schema:
      '{"type":"integer","definitions":{"d":{"pattern":"[0-9]+$"}},"$defs":{"e":{"type":"number","if":{"oneOf":[true,{"type":"string"}],"unevaluatedProperties":{"type":"string"},"pattern":"^[a-z-]*$"},"then":{"anyOf":[{"type":"string"},true],"dependencies":{"a":["b"]}}}},"$schema":"http://json-schema.org/draft-07/schema#"}',
    values: "{}",
    error: "- at '': got object, want integer\n",
  },
  {
    schema:
      '{"enum":[true,"x"],"items":{"required":["b"],"properties":{"c":{"maximum":0.5,"properties":{"b":{"properties":{"b":true,"port":true,"x-y":true}},"c":{"$ref":"#/$defs/e","dependencies":{"a":["b"]},"type":"number"}},"pattern":"[0-9]+$"}}},"format":"regex","required":["c"],"definitions":{"d":{"format":"uri"}},"$schema":"http://json-schema.org/draft-04/schema#"}',
    values: '{"a":2,"x-y":70000,"c":"abc"}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'http://json-schema.org/draft-04/schema#'\n- at '/items': 'anyOf' failed\n  - at '/items/properties/c/properties/b': validation failed\n    - at '/items/properties/c/properties/b/properties/port': got boolean, want object\n    - at '/items/properties/c/properties/b/properties/x-y': got boolean, want object\n    - at '/items/properties/c/properties/b/properties/b': got boolean, want object\n  - at '/items': got object, want array",
  },
  {
    schema:
      '{"type":"object","definitions":{"d":{"properties":{"port":{"pattern":"[0-9]+$"}},"minimum":0,"dependencies":{"a":["b"]}}},"$defs":{"e":{"unevaluatedProperties":false,"items":[{"minProperties":{"a":true},"minimum":100000,"items":[true,false],"anyOf":[{},false]},{"allOf":[{},{"type":"integer"}],"required":["a","b"],"type":"string"}],"maximum":0.5}}}',
    values: "{}",
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '': 'allOf' failed\n  - at '/$defs/e': 'allOf' failed\n    - at '/$defs/e/items': got array, want boolean or object",
  },
  {
    schema:
      '{"maximum":1,"definitions":{"d":{"multipleOf":2,"unevaluatedItems":{"const":70000}}},"$defs":{"e":{"maxItems":1}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: '{"x-y":{"c":{"c":"ab-1"}},"b":true,"c":{"a":{},"c":null}}',
  },
  {
    schema:
      '{"type":"boolean","definitions":{"d":{"oneOf":[{"additionalItems":{"a":{"type":"integer"}}},true],"type":"number"}},"$defs":{"e":{"properties":{"c":{"type":"string","minContains":1,"minimum":2},"x-y":{"dependencies":{"a":["b"]},"uniqueItems":true,"allOf":[false,false]}}}}}',
    values: '{"a":{},"x-y":{"port":"2024-01-01"}}',
    error: "- at '': got object, want boolean\n",
  },
  {
    schema:
      '{"type":"number","definitions":{"d":{"enum":[true,"x"],"additionalProperties":true,"type":"number"}},"$defs":{"e":{"additionalProperties":{"title":1,"properties":{"port":{},"a":{"type":"string"},"c":{}},"enum":[{"a":1}],"maximum":1},"title":{"a":["b"]},"required":["a"]}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: '{"port":{"port":"{}","c":""},"x-y":{}}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '': 'allOf' failed\n  - at '/$defs/e': 'allOf' failed\n    - at '/$defs/e/additionalProperties': 'allOf' failed\n      - at '/$defs/e/additionalProperties/title': got number, want string\n    - at '/$defs/e/title': got object, want string",
  },
  {
    schema:
      '{"maximum":0.5,"type":["integer","boolean"],"definitions":{"d":{"type":"string"}},"$defs":{"e":{"allOf":[{"not":{"type":"string"},"type":["integer","boolean"]},{"patternProperties":{"^a":{"type":"string"}},"const":70000}],"$anchor":"anch"}},"$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: '{"a":-1,"port":"abc"}',
    error: "- at '': got object, want boolean or integer\n",
  },
  {
    schema:
      '{"minimum":0,"pattern":"[0-9]+$","contains":{"allOf":[{"unevaluatedItems":false,"enum":[true,"x"],"type":"number","additionalProperties":{"anyOf":[false,{}],"const":{"a":1},"properties":{"port":{}}}},{"type":"boolean","additionalProperties":true}],"$ref":"#/properties/a","minLength":1,"enum":[null]},"minLength":3,"$defs":{"e":{"type":"string"}}}',
    values: '{"a":false}',
    error: 'json-pointer in "file:///values.schema.json#/properties/a" not found',
  },
  {
    schema:
      '{"required":["c"],"definitions":{"d":{"propertyNames":{"maximum":1},"maximum":1,"pattern":"[0-9]+$"}},"$defs":{"e":{"properties":{"port":{"properties":{"c":{"type":"string"},"a":true},"anyOf":[{"type":"integer"},{"type":"string"}]}},"$anchor":"anch"}},"$schema":"http://json-schema.org/draft-04/schema#"}',
    values: '{"a":"x y","port":0}',
    error: "- at '': missing property 'c'\n",
  },
  {
    schema:
      '{"required":["a"],"maximum":1,"properties":{"a":{"type":"object"}},"definitions":{"d":{"additionalProperties":{"minProperties":{"a":["b"]},"multipleOf":0.1},"enum":[null],"maximum":1}},"$schema":"http://json-schema.org/draft-07/schema#"}',
    values: '{"a":1.5,"b":false}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'http://json-schema.org/draft-07/schema#'\n- at '/definitions/d/additionalProperties/minProperties': 'allOf' failed\n  - at '/definitions/d/additionalProperties/minProperties': got object, want integer",
  },
  { schema: "false", values: '{"b":{"x-y":"{}","c":80},"port":"a@b.c"}', error: "- at '': false schema\n" },
  { schema: "true", values: '{"b":"http://x/y","port":{"c":{"a":"a"},"x-y":{"b":70000}}}' },
  {
    schema:
      '{"format":"email","type":["string","null"],"definitions":{"d":{"required":["b"],"minimum":100000}},"$defs":{"e":{"type":["string","null"],"anyOf":[{"type":"number","minimum":0,"items":{"type":"integer"}},{"enum":["a",1],"properties":{"b":false}}]}},"$schema":"http://json-schema.org/schema#"}',
    values: '{"b":{"c":"abc","b":"abc"}}',
    error: "- at '': got object, want null or string\n",
  },
  {
    schema:
      '{"contains":{"contains":false,"const":1,"required":["a","b"]},"minLength":1,"dependencies":{"a":["b"]},"minimum":0,"$defs":{"e":{"format":"date-time","minLength":3}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: '{"c":-1,"b":null,"port":null}',
  },
  {
    schema:
      '{"minLength":1,"definitions":{"d":{"properties":{"b":{"type":"array","propertyNames":{"type":"string"},"maximum":1}},"$ref":"#/definitions/d","enum":[null]}},"$defs":{"e":{"$anchor":"anch"}}}',
    values: '{"c":0}',
  },
  {
    schema: '{"type":["string","null"],"$schema":"http://json-schema.org/draft-07/schema#"}',
    values: '{"a":[true,{}],"port":null}',
    error: "- at '': got object, want null or string\n",
  },
  {
    schema:
      '{"propertyNames":{"patternProperties":{"^a":{"properties":{"x-y":{"properties":{"a":{}},"type":["string","null"]},"port":{"enum":["a",1],"maximum":0.5,"type":"number"},"a":{"exclusiveMaximum":{"a":{}},"oneOf":[true,{}],"if":false,"then":{},"else":true,"minimum":100000}}}},"items":{"patternProperties":{"b$":{"type":["string","null"]}},"properties":{"b":{"const":1,"minLength":1}}},"enum":["a",1]}}',
    values: '{"a":"a"}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '': 'allOf' failed\n  - at '/propertyNames': 'allOf' failed\n    - at '/propertyNames/patternProperties/^a': 'allOf' failed\n      - at '/propertyNames/patternProperties/^a/properties/a': 'allOf' failed\n        - at '/propertyNames/patternProperties/^a/properties/a/exclusiveMaximum': got object, want number",
  },
  {
    schema:
      '{"properties":{"b":{"properties":{"b":{"type":"string"}},"dependencies":{"a":{"contains":{"type":"boolean","properties":{"x-y":false},"items":{},"unevaluatedProperties":false},"type":"null","minLength":1}}},"c":{}},"$schema":"http://json-schema.org/schema#"}',
    values: '{"a":{},"c":"10.0.0.1","x-y":[false,{},2]}',
  },
  {
    schema:
      '{"contains":{"contains":{"pattern":"b","enum":[true,"x"]},"minLength":2000},"$defs":{"e":{}},"$schema":"http://json-schema.org/draft-06/schema"}',
    values: "{}",
  },
  {
    schema:
      '{"format":"date","definitions":{"d":{"properties":{"c":{"anyOf":[{"type":"string"},{}]}}}},"$schema":"http://json-schema.org/draft-07/schema#"}',
    values: '{"b":{"a":"a@b.c"},"c":{},"a":{"port":[0],"c":70000}}',
  },
  { schema: "true", values: '{"x-y":0,"port":{"x-y":null},"a":{}}' },
  {
    schema: '{"type":"array","not":{"required":["a"]}}',
    values: '{"a":[""]}',
    error: "- at '': got object, want array\n",
  },
  {
    schema: '{"unevaluatedItems":false,"type":"number","$schema":"http://json-schema.org/draft-04/schema#"}',
    values: '{"x-y":{"x-y":70000},"port":{"c":"abc"}}',
    error: "- at '': got object, want number\n",
  },
  {
    schema:
      '{"dependencies":{"a":["b"]},"patternProperties":{"^a":{"type":"integer"}},"unevaluatedProperties":false,"$schema":"http://json-schema.org/draft-06/schema"}',
    values: '{"b":[],"port":"abc"}',
  },
  {
    schema:
      '{"items":{"type":"number","multipleOf":2},"definitions":{"d":{"type":"number","oneOf":[false,{"type":"integer","properties":{"x-y":true,"b":{},"port":{}},"required":["a"],"patternProperties":{"b$":false}}],"dependencies":{"a":{"oneOf":[{},false],"pattern":"[0-9]+$","type":"integer"}},"additionalProperties":false}},"$schema":"http://json-schema.org/schema#"}',
    values: '{"a":1.5,"b":"10.0.0.1"}',
  },
  {
    schema: '{"type":"null","properties":{"c":{"required":["a"]}},"$schema":"http://json-schema.org/draft-06/schema"}',
    values: '{"b":false,"port":70000,"x-y":"ab-1"}',
    error: "- at '': got object, want null\n",
  },
  {
    schema:
      '{"additionalProperties":false,"definitions":{"d":{"uniqueItems":true}},"$defs":{"e":{"$anchor":"anch"}},"$schema":"http://json-schema.org/draft-06/schema"}',
    values: '{"a":false,"port":{"a":null}}',
    error: "- at '': additional properties 'a', 'port' not allowed\n",
  },
  {
    schema: '{"type":"boolean","$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: '{"port":"10.0.0.1"}',
    error: "- at '': got object, want boolean\n",
  },
  {
    schema:
      '{"additionalProperties":{"type":"integer"},"format":"date-time","definitions":{"d":{"uniqueItems":true}},"$schema":"http://json-schema.org/draft-06/schema"}',
    values: '{"a":{"port":[0,1e+21],"x-y":"a"},"b":2,"x-y":true}',
    error: "- at '/a': got object, want integer\n- at '/x-y': got boolean, want integer\n",
  },
  {
    schema:
      '{"properties":{"a":{"required":["c"]},"port":{"if":{"type":["integer","boolean"],"title":1,"enum":[null],"patternProperties":{"^a":{"minLength":3,"properties":{"c":false,"port":{},"a":{"type":"integer"}},"type":"number"}}},"then":{"not":{"propertyNames":{"type":"integer"}},"additionalProperties":{},"oneOf":[{"type":"integer"},{"const":null}]}}},"maximum":0.5,"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: '{"a":[null,null],"c":0,"b":null,"x-y":null}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '': 'allOf' failed\n  - at '/properties/port': 'allOf' failed\n    - at '/properties/port/if': 'allOf' failed\n      - at '/properties/port/if/title': got number, want string",
  },
  {
    schema:
      '{"items":{"uniqueItems":true},"required":["a","b"],"definitions":{"d":{"properties":{"x-y":{"type":"array"},"c":{"const":{"a":1}},"a":{"type":"array","if":{},"then":true,"else":false,"enum":[null],"$ref":"#"}},"required":["b"],"$ref":"#/$defs/e","default":{"a":{"oneOf":[{},{}],"unevaluatedProperties":{"type":"string"}}}}},"$defs":{"e":{"format":"regex","pattern":"^[a-z-]*$","$anchor":"anch"}}}',
    values: '{"x-y":"http://x/y"}',
    error: "- at '': missing properties 'a', 'b'\n",
  },
  {
    schema:
      '{"$defs":{"e":{"not":{"properties":{"a":true},"propertyNames":{"type":"string"}},"properties":{"a":{"not":{"type":"integer"}}},"items":[{"type":"string"},{"type":"object","format":"email"}],"anyOf":[{"minimum":2,"unevaluatedItems":{}},{"type":"array","if":true,"then":{"type":"integer"},"else":{}}]}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: '{"c":null}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '': 'allOf' failed\n  - at '/$defs/e': 'allOf' failed\n    - at '/$defs/e/items': got array, want boolean or object",
  },
  {
    schema:
      '{"required":["a","b"],"$defs":{"e":{"enum":[null],"oneOf":[{"if":true,"then":{"type":"integer"},"else":false},{"pattern":"^a","dependentSchemas":1,"properties":{"c":true,"port":{"type":"integer"}},"dependencies":{"a":["b"]}}]}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: '{"b":{"b":true,"x-y":[1,"2024-01-01",1.5],"a":{}},"x-y":false,"a":{"b":null,"port":70000,"c":null}}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '': 'allOf' failed\n  - at '/$defs/e': 'allOf' failed\n    - at '/$defs/e/oneOf/1': 'allOf' failed\n      - at '/$defs/e/oneOf/1/dependentSchemas': got number, want object",
  },
  {
    schema:
      '{"unevaluatedProperties":{"dependencies":{"a":["b"]},"multipleOf":2},"definitions":{"d":{"oneOf":[{"properties":{"c":{"type":"string"},"a":{"type":"integer"}}},{"$ref":"#/definitions/d","items":[true,true]}],"const":null}},"$defs":{"e":{"type":"number","$anchor":"anch"}},"$schema":"http://json-schema.org/draft-04/schema#"}',
    values: '{"x-y":null,"c":-1}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'http://json-schema.org/draft-04/schema#'\n- at '/definitions/d/oneOf/1/items': 'anyOf' failed\n  - at '/definitions/d/oneOf/1/items': got array, want object\n  - at '/definitions/d/oneOf/1/items': validation failed\n    - at '/definitions/d/oneOf/1/items/0': got boolean, want object\n    - at '/definitions/d/oneOf/1/items/1': got boolean, want object",
  },
  {
    schema:
      '{"type":"null","definitions":{"d":{"type":"integer"}},"$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: '{"b":{"port":false,"b":0},"port":"2024-01-01","a":{"port":"{}","a":false}}',
    error: "- at '': got object, want null\n",
  },
  {
    schema:
      '{"propertyNames":{"format":"ipv4","const":{"a":1},"minLength":2000,"pattern":"^[a-z-]*$"},"$schema":"http://json-schema.org/draft-06/schema"}',
    values: '{"c":0.3,"a":1}',
    error:
      "- at '': invalid propertyName 'a'\n  - at '': 'const' failed\n- at '': invalid propertyName 'c'\n  - at '': 'const' failed\n",
  },
  {
    schema:
      '{"additionalProperties":true,"dependentSchemas":{"a":{"properties":{"a":{"if":{"prefixItems":1,"minLength":1},"then":{"additionalProperties":{},"properties":{"x-y":true,"port":{}},"dependencies":{"a":{"type":"integer"}}}}}}},"definitions":{"d":{"type":["integer","boolean"]}}}',
    values: "{}",
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '': 'allOf' failed\n  - at '/dependentSchemas/a': 'allOf' failed\n    - at '/dependentSchemas/a/properties/a': 'allOf' failed\n      - at '/dependentSchemas/a/properties/a/if': 'allOf' failed\n        - at '/dependentSchemas/a/properties/a/if/prefixItems': got number, want array",
  },
  {
    schema:
      '{"minLength":2000,"prefixItems":1,"definitions":{"d":{"$ref":"#/properties/a"}},"$schema":"http://json-schema.org/schema#"}',
    values: '{"a":2,"port":false,"c":""}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '': 'allOf' failed\n  - at '/prefixItems': got number, want array",
  },
  {
    schema:
      '{"enum":[true,"x"],"definitions":{"d":{"contains":{"properties":{"c":true},"anyOf":[{},{"type":"string"}],"oneOf":[{},{"type":"string"}],"type":"boolean"},"not":{"type":"integer"},"pattern":"^a"}},"$defs":{"e":{"$ref":"#","patternProperties":{"b$":{"type":"string"}},"type":"number","properties":{"port":{"items":true,"type":"object"},"b":{}}}}}',
    values: '{"b":false,"c":0.3,"port":{"b":0}}',
    error: "- at '': value must be one of true, 'x'\n",
  },
  {
    schema: '{"enum":["a",1],"format":"hostname","definitions":{"d":{"type":"string","maximum":0.5}}}',
    values: "{}",
    error: "- at '': value must be one of 'a', 1\n",
  },
  {
    schema:
      '{"enum":[true,"x"],"definitions":{"d":{"properties":{"x-y":{"$ref":"#/properties/a","if":false,"then":{"type":"string"},"else":{}}},"const":"a","type":"number"}},"$defs":{"e":{"propertyNames":{"propertyNames":{},"pattern":"b","type":"boolean"},"contains":{"type":["string","null"]},"format":"date","$anchor":"anch"}},"$schema":"http://json-schema.org/draft-07/schema#"}',
    values: "{}",
    error: "- at '': value must be one of true, 'x'\n",
  },
  {
    schema:
      '{"propertyNames":{"allOf":[{"properties":{"c":{"properties":{"port":{"type":"string"},"x-y":true}}},"enum":["a",1]},{}]},"uniqueItems":true,"$schema":"http://json-schema.org/schema#"}',
    values: '{"port":{"b":null},"a":1e+21,"c":null}',
    error:
      "- at '': invalid propertyName 'c'\n  - at '': 'allOf' failed\n    - at '': value must be one of 'a', 1\n- at '': invalid propertyName 'port'\n  - at '': 'allOf' failed\n    - at '': value must be one of 'a', 1\n",
  },
  {
    schema:
      '{"not":{"minLength":1},"oneOf":[{"pattern":"^a","properties":{"b":{"type":"string"}},"minimum":0,"maximum":0.5},{"minimum":0,"properties":{"port":{"type":"boolean","minLength":2000,"exclusiveMaximum":[{"anyOf":[true,{"type":"string"}]}]}}}],"$ref":"#/properties/a","type":"number"}',
    values: '{"b":{"port":{"x-y":2,"b":0.3,"a":1e+21},"x-y":{"port":"ab-1","x-y":true,"a":"abc"}},"c":[{"c":"a"},2]}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '': 'allOf' failed\n  - at '/oneOf/1': 'allOf' failed\n    - at '/oneOf/1/properties/port': 'allOf' failed\n      - at '/oneOf/1/properties/port/exclusiveMaximum': got array, want number",
  },
  {
    schema:
      '{"$ref":"#","definitions":{"d":{"type":"boolean","oneOf":[{"const":70000,"minimum":2,"uniqueItems":true,"if":{"type":"string"},"then":false},{"properties":{"a":{"type":"string"}}}],"patternProperties":{"b$":{"not":{},"if":true,"then":true}}}},"$defs":{"e":{}},"$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: '{"c":[{"a":"x y","x-y":0},"http://x/y"],"port":{"c":"a@b.c","b":"x y"}}',
    error: "- at '': both /$ref and  resolve to \"file:///values.schema.json#\" causing reference cycle\n",
  },
  {
    schema:
      '{"required":["a","b"],"properties":{"x-y":{"minItems":[{"additionalProperties":false}]},"port":{}},"definitions":{"d":{"not":{"patternProperties":{"b$":{}}}}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: "{}",
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '': 'allOf' failed\n  - at '/properties/x-y': 'allOf' failed\n    - at '/properties/x-y/minItems': got array, want integer",
  },
  {
    schema:
      '{"minimum":0,"$defs":{"e":{"deprecated":[{"properties":{"x-y":false,"a":true},"propertyNames":{"type":"integer"},"deprecated":1}]}},"$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: '{"b":1,"x-y":0,"a":{"x-y":80}}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2019-09/schema#'\n- at '': 'allOf' failed\n  - at '/$defs/e': 'allOf' failed\n    - at '/$defs/e/deprecated': got array, want boolean",
  },
  {
    schema:
      '{"uniqueItems":true,"additionalProperties":false,"definitions":{"d":{"uniqueItems":true,"format":"uuid"}}}',
    values: '{"x-y":-1,"port":"a"}',
    error: "- at '': additional properties 'x-y', 'port' not allowed\n",
  },
  {
    schema:
      '{"type":"object","format":"uri","required":["c"],"additionalProperties":false,"$defs":{"e":{"type":"string","$anchor":"anch"}},"$schema":"http://json-schema.org/draft-06/schema"}',
    values: '{"a":{"c":{},"b":"http://x/y","a":false},"x-y":"","c":{}}',
    error: "- at '': additional properties 'a', 'x-y', 'c' not allowed\n",
  },
  {
    schema:
      '{"patternProperties":{"b$":{"maximum":1,"patternProperties":{"^a":{"not":{"format":"date-time"},"properties":{"a":{"not":false,"enum":[true,"x"]}}}}}},"$defs":{"e":{"properties":{"c":{}},"pattern":"^a"}}}',
    values: '{"b":70000,"port":[]}',
    error: "- at '/b': maximum: got 70,000, want 1\n",
  },
  {
    schema:
      '{"unevaluatedProperties":{"$ref":"#","type":"number"},"unevaluatedItems":false,"definitions":{"d":{"type":"string"}},"$defs":{"e":{"pattern":"^[a-z-]*$"}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: '{"b":70000,"port":"http://x/y"}',
    error: "- at '/port': got string, want number\n",
  },
  {
    schema:
      '{"additionalProperties":{"required":["a"],"minLength":3},"definitions":{"d":{"default":[true],"properties":{"a":{"minItems":{"a":{"type":"string"}}},"c":{"allOf":[false,true],"dependencies":{"a":true}},"x-y":{"deprecated":1,"oneOf":[{"type":"string"},false],"properties":{"a":{"type":"integer"}}}}}}}',
    values: '{"x-y":false,"c":null}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '/definitions/d': 'allOf' failed\n  - at '/definitions/d': validation failed\n    - at '/definitions/d/properties/a': 'allOf' failed\n      - at '/definitions/d/properties/a/minItems': got object, want integer\n    - at '/definitions/d/properties/x-y': 'allOf' failed\n      - at '/definitions/d/properties/x-y/deprecated': got number, want boolean",
  },
  {
    schema:
      '{"properties":{"x-y":{"type":"string","format":"uri"},"a":{"unevaluatedItems":{"propertyNames":{"type":"integer"},"properties":{"x-y":{"maximum":1},"c":{"uniqueItems":true,"type":"number"}}}}},"$ref":"#","uniqueItems":true,"definitions":{"d":{"not":{"uniqueItems":true,"items":{},"minContains":1,"const":1}}},"$defs":{"e":{"type":"string","$anchor":"anch"}},"$schema":"http://json-schema.org/draft-06/schema"}',
    values: "{}",
    error: "- at '': both /$ref and  resolve to \"file:///values.schema.json#\" causing reference cycle\n",
  },
  {
    schema:
      '{"type":["string","null"],"definitions":{"d":{"type":"number","items":[{"type":"integer"},{"uniqueItems":true}],"additionalItems":1}},"$defs":{"e":{"$anchor":"anch"}},"$schema":"http://json-schema.org/draft-06/schema"}',
    values: '{"c":2,"a":[1,"10.0.0.1",{}],"x-y":{"x-y":null,"c":false,"b":0.3}}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'http://json-schema.org/draft-06/schema#'\n- at '/definitions/d/additionalItems': got number, want boolean or object",
  },
  {
    schema:
      '{"minLength":3,"maxItems":[{"type":"array","enum":[null]}],"definitions":{"d":{"const":null}},"$defs":{"e":{"minLength":1,"type":"integer","propertyNames":{"properties":{"b":true},"minimum":0,"pattern":"^a"},"$anchor":"anch"}},"$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: "{}",
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2019-09/schema#'\n- at '': 'allOf' failed\n  - at '/maxItems': got array, want integer",
  },
  {
    schema:
      '{"$ref":"#/properties/a","definitions":{"d":{"format":"uuid","maximum":1,"additionalItems":1}},"$schema":"http://json-schema.org/draft-07/schema#"}',
    values: '{"x-y":80,"b":{}}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'http://json-schema.org/draft-07/schema#'\n- at '/definitions/d/additionalItems': got number, want boolean or object",
  },
  {
    schema:
      '{"type":"integer","required":["a"],"definitions":{"d":{"title":[true],"properties":{"c":{"unevaluatedItems":false}}}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: '{"c":{"c":false,"x-y":"http://x/y","b":[70000,null,-1]}}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '/definitions/d': 'allOf' failed\n  - at '/definitions/d/title': got array, want string",
  },
  {
    schema:
      '{"deprecated":1,"type":"object","properties":{"a":{"type":"string"}},"definitions":{"d":{"patternProperties":{"^a":{"type":"integer","properties":{"a":false}}}}},"$defs":{"e":{"type":["string","null"]}},"$schema":"http://json-schema.org/draft-06/schema"}',
    values: '{"c":"a@b.c","port":-1,"a":false}',
    error: "- at '/a': got boolean, want string\n",
  },
  {
    schema:
      '{"required":["c"],"oneOf":[false,{"uniqueItems":true,"unevaluatedProperties":{"required":["b"]},"type":"boolean"}],"$ref":"#","$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: '{"c":2,"b":true}',
    error:
      "- at '': both /$ref and  resolve to \"file:///values.schema.json#\" causing reference cycle\n- at '': 'oneOf' failed, none matched\n  - at '': false schema\n  - at '': got object, want boolean\n",
  },
  {
    schema:
      '{"items":{"deprecated":1,"dependentSchemas":1},"type":["integer","boolean"],"maximum":0.5,"definitions":{"d":{"minimum":2}},"$defs":{"e":{"uniqueItems":true,"patternProperties":{"^a":{"enum":[true,"x"],"multipleOf":2}},"pattern":"^a","$anchor":"anch"}},"$schema":"http://json-schema.org/schema#"}',
    values: '{"c":2,"x-y":{"a":70000,"b":false}}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '': 'allOf' failed\n  - at '/items': 'allOf' failed\n    - at '/items/dependentSchemas': got number, want object\n    - at '/items/deprecated': got number, want boolean",
  },
  {
    schema:
      '{"propertyNames":{"type":"array","not":{"minLength":1}},"definitions":{"d":{"patternProperties":{"b$":{"multipleOf":2,"properties":{"a":{}},"contains":{}}},"items":{"additionalProperties":false},"minimum":100000}}}',
    values: '{"c":"a","x-y":true,"b":null,"port":{"b":{"port":"10.0.0.1","b":null},"port":["a@b.c"]}}',
    error:
      "- at '': invalid propertyName 'x-y'\n  - at '': got string, want array\n- at '': invalid propertyName 'b'\n  - at '': got string, want array\n- at '': invalid propertyName 'port'\n  - at '': got string, want array\n- at '': invalid propertyName 'c'\n  - at '': got string, want array\n",
  },
  {
    schema:
      '{"pattern":"^[a-z-]*$","properties":{"b":{"type":"object"}},"definitions":{"d":{"dependencies":{"a":{"minLength":2000,"properties":{"c":true,"port":{}},"type":"string","oneOf":[{"type":"integer"},{"type":"integer"}]}},"multipleOf":2}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: '{"c":true,"b":"x y","port":null}',
    error: "- at '/b': got string, want object\n",
  },
  {
    schema:
      '{"additionalProperties":{"oneOf":[{},{"maximum":0.5,"properties":{"c":{"minLength":1,"additionalProperties":true}}}]},"type":"object","definitions":{"d":{"patternProperties":{"b$":{"contains":true,"if":{"type":"string"},"then":{},"else":{"type":"integer"}}},"unevaluatedProperties":false,"uniqueItems":true}},"$defs":{"e":{"type":"number"}},"$schema":"http://json-schema.org/draft-07/schema#"}',
    values: '{"port":{"a":{"port":80,"c":0},"c":"http://x/y","b":null}}',
    error: "- at '/port': 'oneOf' failed, subschemas 0, 1 matched\n",
  },
  {
    schema:
      '{"properties":{"b":{"minLength":3}},"dependencies":{"a":["b"]},"definitions":{"d":{"$ref":"#"}},"$defs":{"e":{"const":"a","oneOf":[{"minimum":0},true],"enum":["a",1]}},"$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: '{"port":null,"x-y":null,"a":[{"x-y":-1},"http://x/y","a@b.c"]}',
    error: "- at '': properties 'b' required, if 'a' exists\n",
  },
  {
    schema:
      '{"multipleOf":2,"unevaluatedItems":false,"additionalProperties":{"type":["string","null"]},"$defs":{"e":{"type":"boolean","$ref":"#"}}}',
    values: '{"x-y":"2024-01-01","a":0.3}',
    error: "- at '/a': got number, want null or string\n",
  },
  {
    schema: '{"uniqueItems":true,"propertyNames":{"type":"integer"},"$schema":"http://json-schema.org/schema#"}',
    values: '{"b":{},"a":70000,"port":"http://x/y","c":0.3}',
    error:
      "- at '': invalid propertyName 'b'\n  - at '': got string, want integer\n- at '': invalid propertyName 'a'\n  - at '': got string, want integer\n- at '': invalid propertyName 'port'\n  - at '': got string, want integer\n- at '': invalid propertyName 'c'\n  - at '': got string, want integer\n",
  },
  {
    schema:
      '{"minimum":0,"oneOf":[{"additionalProperties":false,"multipleOf":0.1},{"minLength":2000,"type":"string"}],"definitions":{"d":{"enum":[true,"x"]}}}',
    values: '{"port":{"b":{"c":70000,"x-y":false},"c":{"port":-1},"a":{"x-y":"http://x/y"}}}',
    error:
      "- at '': 'oneOf' failed, none matched\n  - at '': additional properties 'port' not allowed\n  - at '': got object, want string\n",
  },
  {
    schema:
      '{"type":"null","definitions":{"d":{"exclusiveMaximum":[{"maximum":0.5,"format":"uri","allOf":[{},{}],"propertyNames":{"type":"string"}}],"enum":["a",1],"maximum":1}}}',
    values: "{}",
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '/definitions/d': 'allOf' failed\n  - at '/definitions/d/exclusiveMaximum': got array, want number",
  },
  {
    schema:
      '{"propertyNames":{"type":"number","patternProperties":{"b$":{}}},"$defs":{"e":{"properties":{"c":{"type":"null","items":[false,{"type":"integer"}]}}}},"$schema":"http://json-schema.org/draft-06/schema"}',
    values: '{"a":{},"x-y":"{}"}',
    error:
      "- at '': invalid propertyName 'a'\n  - at '': got string, want number\n- at '': invalid propertyName 'x-y'\n  - at '': got string, want number\n",
  },
  {
    schema:
      '{"type":"string","definitions":{"d":{"allOf":[{"if":{"type":"integer"},"then":{"type":"integer"},"exclusiveMaximum":{"a":["b"]}},{"required":["a","b"]}],"uniqueItems":true}},"$defs":{"e":{}},"$schema":"http://json-schema.org/draft-04/schema#"}',
    values: '{"c":{"port":2,"a":"2024-01-01"},"port":[null,false,1],"b":{}}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'http://json-schema.org/draft-04/schema#'\n- at '/definitions/d/allOf/0': validation failed\n  - at '/definitions/d/allOf/0': properties 'maximum' required, if 'exclusiveMaximum' exists\n  - at '/definitions/d/allOf/0/exclusiveMaximum': got object, want boolean",
  },
  {
    schema:
      '{"propertyNames":{"minLength":2000,"required":["a","b"]},"unevaluatedItems":false,"$defs":{"e":{"$anchor":"anch"}},"$schema":"http://json-schema.org/draft-06/schema"}',
    values: '{"a":"","c":1}',
    error:
      "- at '': invalid propertyName 'a'\n  - at '': minLength: got 1, want 2,000\n- at '': invalid propertyName 'c'\n  - at '': minLength: got 1, want 2,000\n",
  },
  {
    schema:
      '{"type":"integer","maxItems":{"a":{"type":["string","null"],"uniqueItems":true,"required":["a","b"]}},"$defs":{"e":{"title":[{"unevaluatedProperties":{"type":"integer"},"maximum":0.5,"type":"number"}],"enum":[{"a":1}],"type":"boolean","format":"hostname","$anchor":"anch"}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: "{}",
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '': 'allOf' failed\n  - at '/$defs/e': 'allOf' failed\n    - at '/$defs/e/title': got array, want string\n  - at '/maxItems': got object, want integer",
  },
  {
    schema:
      '{"type":"integer","definitions":{"d":{"properties":{"port":{"maximum":0.5,"if":false,"then":false,"else":{"type":"string"},"contains":{"type":"string"}},"a":{"uniqueItems":true,"properties":{"b":{"type":"string"}},"$ref":"#/$defs/e"}},"format":"regex","allOf":[{"format":"ipv4"},{"items":true}],"minimum":100000}},"$schema":"http://json-schema.org/draft-04/schema#"}',
    values: '{"x-y":{"c":{"x-y":1},"b":1.5,"x-y":"ab-1"},"port":-1}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'http://json-schema.org/draft-04/schema#'\n- at '/definitions/d/allOf/1/items': 'anyOf' failed\n  - at '/definitions/d/allOf/1/items': got boolean, want object\n  - at '/definitions/d/allOf/1/items': got boolean, want array",
  },
  {
    schema:
      '{"additionalProperties":false,"unevaluatedItems":{"properties":{"a":{"not":{"additionalProperties":true,"type":"boolean"},"anyOf":[{"dependencies":{"a":["b"]}},{"type":["string","null"],"properties":{"a":true,"port":{}},"dependencies":{"a":{}}}],"type":"integer"}},"required":["a","b"]},"$defs":{"e":{}},"$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: '{"b":false}',
    error: "- at '': additional properties 'b' not allowed\n",
  },
  {
    schema:
      '{"propertyNames":{"type":"null","maximum":0.5},"properties":{"a":{"properties":{"b":{"const":{"a":1},"properties":{"a":{"const":null,"required":["a","b"]}},"type":["integer","boolean"]}}}},"$defs":{"e":{"minLength":3,"properties":{"a":{"type":"string","properties":{"x-y":{"type":"string"},"port":{}}}},"type":"integer"}}}',
    values: '{"c":{},"a":1.5}',
    error:
      "- at '': invalid propertyName 'c'\n  - at '': got string, want null\n- at '': invalid propertyName 'a'\n  - at '': got string, want null\n",
  },
  {
    schema:
      '{"required":["a","b"],"definitions":{"d":{"type":"integer"}},"$defs":{"e":{"pattern":"b","uniqueItems":true,"$anchor":"anch"}}}',
    values: '{"c":{"b":"a@b.c","a":1e+21},"x-y":{"b":0},"port":[false]}',
    error: "- at '': missing properties 'a', 'b'\n",
  },
  {
    schema:
      '{"allOf":[{"enum":["a",1]},{"properties":{"a":{}}}],"unevaluatedProperties":{"type":["integer","boolean"]},"$defs":{"e":{"properties":{"x-y":{"items":[true,true]},"a":{"propertyNames":{"type":"integer"}},"c":{"$ref":"#"}}}},"$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: '{"b":"a@b.c","a":"abc","port":{"c":null,"a":[null]}}',
    error:
      "- at '': 'allOf' failed\n  - at '': value must be one of 'a', 1\n- at '/port': got object, want boolean or integer\n- at '/b': got string, want boolean or integer\n",
  },
  {
    schema:
      '{"propertyNames":{"pattern":"b","type":"object"},"pattern":"^a","$defs":{"e":{"type":"string","uniqueItems":true}}}',
    values: '{"c":{},"port":80,"x-y":70000}',
    error:
      "- at '': invalid propertyName 'c'\n  - at '': got string, want object\n- at '': invalid propertyName 'port'\n  - at '': got string, want object\n- at '': invalid propertyName 'x-y'\n  - at '': got string, want object\n",
  },
  {
    schema:
      '{"additionalProperties":false,"definitions":{"d":{"properties":{"x-y":{"allOf":[{},{"type":"integer"}],"required":["a","b"],"properties":{"a":{"type":"integer"},"b":{"type":"string"}},"oneOf":[{"type":"string"},{}]},"port":{"type":["string","null"],"uniqueItems":true}},"format":"date","minimum":2,"uniqueItems":true}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: '{"b":1,"c":"abc","a":{"c":1}}',
    error: "- at '': additional properties 'b', 'c', 'a' not allowed\n",
  },
  {
    schema:
      '{"minLength":1,"additionalProperties":{"minimum":100000,"type":"string","patternProperties":{"^a":{"maximum":1}}},"$defs":{"e":{"properties":{"x-y":{"unevaluatedProperties":{"type":"string"},"if":false,"then":false}},"$anchor":"anch"}},"$schema":"http://json-schema.org/draft-07/schema#"}',
    values: '{"c":true,"x-y":{"port":null},"port":-1}',
    error:
      "- at '/c': got boolean, want string\n- at '/x-y': got object, want string\n- at '/port': got number, want string\n",
  },
  {
    schema:
      '{"pattern":"^[a-z-]*$","$ref":"#/$defs/e","definitions":{"d":{"properties":{"port":{"type":["string","null"],"minLength":1,"if":true,"then":true}}}},"$defs":{"e":{"format":"uri","deprecated":[{"properties":{"x-y":{"type":"string"}},"oneOf":[{"type":"integer"},{"type":"integer"}]}],"const":70000,"uniqueItems":true}},"$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: '{"x-y":["2024-01-01",[]]}',
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2019-09/schema#'\n- at '': 'allOf' failed\n  - at '/$defs/e': 'allOf' failed\n    - at '/$defs/e/deprecated': got array, want boolean",
  },
  {
    schema:
      '{"contains":{"const":1},"additionalProperties":false,"not":{"required":["a","b"]},"definitions":{"d":{"required":["b"],"format":"date"}},"$defs":{"e":{"additionalProperties":false,"contains":{"dependencies":{"a":["b"]},"if":false,"then":false}}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: '{"x-y":2,"a":false,"b":0.3,"c":false}',
    error: "- at '': additional properties 'x-y', 'a', 'b', 'c' not allowed\n- at '': 'not' failed\n",
  },
  {
    schema:
      '{"additionalProperties":false,"contains":{"unevaluatedProperties":false,"const":70000},"dependencies":{"a":["b"]},"$defs":{"e":{"type":"array","uniqueItems":true,"not":{"type":"number"}}},"$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: '{"port":"a","x-y":2,"c":[{},"{}","x y"],"a":["ab-1",2,{}]}',
    error:
      "- at '': properties 'b' required, if 'a' exists\n- at '': additional properties 'x-y', 'c', 'a', 'port' not allowed\n",
  },
  {
    schema:
      '{"uniqueItems":true,"enum":["a",1],"oneOf":[{"dependencies":{"a":["b"]},"format":"hostname"},{"type":"number"}],"definitions":{"d":{"dependencies":{"a":false},"allOf":[{"enum":["a",1],"const":"a","patternProperties":{"^a":{}},"multipleOf":2},{"type":"boolean"}],"propertyNames":{"pattern":"[0-9]+$"},"type":"number"}},"$schema":"http://json-schema.org/draft-04/schema#"}',
    values: "{}",
    error:
      "\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'http://json-schema.org/draft-04/schema#'\n- at '/definitions/d/dependencies/a': 'anyOf' failed\n  - at '/definitions/d/dependencies/a': got boolean, want object\n  - at '/definitions/d/dependencies/a': got boolean, want array",
  },
  {
    schema:
      '{"oneOf":[{"additionalProperties":true,"minLength":1,"properties":{"port":{"allOf":[{"minimum":100000,"additionalProperties":true},{"properties":{"a":{}},"unevaluatedItems":false}]}}},{"properties":{"port":{"not":{"type":"number","minLength":1}},"a":{"pattern":"b"}}}]}',
    values:
      '{"c":0.3,"a":{"a":true,"c":{"a":"ab-1","c":false,"b":"x y"},"x-y":{"b":null,"x-y":true,"port":-1}},"port":1.5}',
    error:
      "- at '': 'oneOf' failed, none matched\n  - at '/port': 'allOf' failed\n    - at '/port': minimum: got 1.5, want 100,000\n  - at '/port': 'not' failed\n",
  },
  {
    schema:
      '{"propertyNames":{"pattern":"^a"},"uniqueItems":true,"$defs":{"e":{"enum":[{"a":1}],"$anchor":"anch"}},"$schema":"http://json-schema.org/schema#"}',
    values: '{"a":0.3,"x-y":"10.0.0.1"}',
    error: "- at '': invalid propertyName 'x-y'\n  - at '': 'x-y' does not match pattern '^a'\n",
  },
  {
    schema:
      '{"properties":{"x-y":{"type":"array","uniqueItems":true}},"multipleOf":0.1,"$defs":{"e":{"minLength":2000,"uniqueItems":true,"type":"integer"}}}',
    values: '{"x-y":null,"c":0}',
    error: "- at '/x-y': got null, want array\n",
  },
  {
    schema:
      '{"properties":{"a":{"type":"integer"},"x-y":{}},"$defs":{"e":{"additionalProperties":false,"$ref":"#/properties/a","format":"ipv4"}},"$schema":"http://json-schema.org/draft-07/schema#"}',
    values: '{"port":0,"a":null,"c":2,"b":null}',
    error: "- at '/a': got null, want integer\n",
  },
  {
    schema:
      '{"uniqueItems":true,"minimum":2,"minProperties":1,"definitions":{"d":{"propertyNames":{"$ref":"#"}}},"$defs":{"e":{"minLength":2000,"$anchor":"anch"}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: "{}",
    error: "- at '': minProperties: got 0, want 1\n",
  },
  {
    schema:
      '{"$ref":"#/definitions/d","definitions":{"d":{"minLength":2000,"$ref":"#/definitions/d","unevaluatedProperties":false}},"$schema":"http://json-schema.org/schema#"}',
    values: '{"b":{"a":0,"x-y":false},"x-y":{"a":["{}",false,true],"c":[80]}}',
    error:
      "- at '': validation failed\n  - at '': both /$ref/$ref and /$ref resolve to \"file:///values.schema.json#/definitions/d\" causing reference cycle\n  - at '/x-y': false schema\n  - at '/b': false schema\n",
  },
  {
    schema:
      '{"unevaluatedProperties":{"type":["integer","boolean"]},"maximum":0.5,"definitions":{"d":{"type":"object","properties":{"port":{"uniqueItems":true,"pattern":"[0-9]+$"},"a":{"$ref":"#/$defs/e"}},"not":{"format":"foo","type":"boolean"}}},"$schema":"https://json-schema.org/draft/2019-09/schema"}',
    values: '{"x-y":"abc"}',
    error: "- at '/x-y': got string, want boolean or integer\n",
  },
  {
    schema:
      '{"$ref":"#/definitions/d","items":{"minLength":3},"definitions":{"d":{"$ref":"#","minLength":3,"multipleOf":0.1,"items":{"type":"array","properties":{"c":{},"port":false},"$ref":"#/$defs/e","pattern":"^[a-z-]*$"}}},"$schema":"http://json-schema.org/draft-07/schema#"}',
    values: '{"x-y":{"x-y":"x y"},"port":2,"c":"http://x/y"}',
    error: "- at '': both /$ref/$ref and  resolve to \"file:///values.schema.json#\" causing reference cycle\n",
  },
  {
    schema:
      '{"propertyNames":{"pattern":"b","allOf":[{"properties":{"x-y":{"const":null,"properties":{"port":false,"b":{"type":"string"}},"type":["integer","boolean"]},"a":{"allOf":[true,true],"properties":{"port":{}}}}},{"type":"integer"}]},"additionalProperties":{"type":"string","maximum":0.5,"multipleOf":0.1},"$defs":{"e":{"uniqueItems":true,"dependencies":{"a":["b"]},"unevaluatedProperties":false,"$anchor":"anch"}}}',
    values: '{"port":"a","c":{"x-y":null}}',
    error:
      "- at '/c': got object, want string\n- at '': invalid propertyName 'port'\n  - at '': 'port' does not match pattern 'b'\n  - at '': 'allOf' failed\n    - at '': got string, want integer\n- at '': invalid propertyName 'c'\n  - at '': 'c' does not match pattern 'b'\n  - at '': 'allOf' failed\n    - at '': got string, want integer\n",
  },
  {
    schema:
      '{"not":{"$ref":"#"},"unevaluatedItems":false,"oneOf":[{"minimum":100000,"enum":[{"a":1}],"items":{"minimum":0}},{"$ref":"#"}],"pattern":"b","$schema":"http://json-schema.org/draft-06/schema"}',
    values: "{}",
    error:
      "- at '': 'oneOf' failed, none matched\n  - at '': 'enum' failed\n  - at '': both /oneOf/1/$ref and  resolve to \"file:///values.schema.json#\" causing reference cycle\n",
  },
  {
    schema:
      '{"properties":{"a":{"properties":{"b":{"type":"null","minimum":2,"patternProperties":{"b$":{"uniqueItems":true,"maximum":0.5,"oneOf":[false,false]}}},"a":{"type":"number"}},"minContains":1,"allOf":[{},{"allOf":[{"type":"number"},{"properties":{"port":{"type":"integer"},"c":{}}}]}]}},"propertyNames":{},"required":["a","b"]}',
    values: '{"b":null,"a":null,"x-y":2,"port":1.5}',
    error: "- at '/a': 'allOf' failed\n  - at '/a': 'allOf' failed\n    - at '/a': got null, want number\n",
  },
  {
    schema:
      '{"properties":{"port":{"contains":{"properties":{"b":{"properties":{"b":{"type":"integer"},"x-y":{}}},"a":{"$ref":"#","multipleOf":2,"not":false}},"not":{"maximum":0.5,"propertyNames":true,"contains":{"type":"string"}},"pattern":"[0-9]+$","enum":["a",1]}},"a":{"enum":["a",1],"type":"number","additionalProperties":false,"$ref":"#/properties/a"}},"$schema":"http://json-schema.org/draft-07/schema#"}',
    values: '{"a":{},"c":-1,"b":null}',
    error:
      "- at '/a': both /properties/a/$ref and /properties/a resolve to \"file:///values.schema.json#/properties/a\" causing reference cycle\n",
  },
  {
    schema:
      '{"minLength":2000,"properties":{"c":{"additionalProperties":{"type":"integer"},"required":["b"]},"x-y":{"type":"number","multipleOf":0.1},"port":{"enum":[{"a":1}],"additionalProperties":{"additionalProperties":false,"const":1}}},"$schema":"http://json-schema.org/schema#"}',
    values: '{"c":70000,"x-y":true,"a":{"c":{},"x-y":null}}',
    error: "- at '/x-y': got boolean, want number\n",
  },
  {
    schema:
      '{"additionalProperties":{"const":1,"type":"object","enum":[true,"x"]},"definitions":{"d":{"properties":{"a":{"pattern":"^a"}}}},"$defs":{"e":{"maximum":1,"const":"a","type":"null","$anchor":"anch"}},"$schema":"http://json-schema.org/schema#"}',
    values: '{"a":-1,"x-y":null}',
    error: "- at '/a': got number, want object\n- at '/x-y': got null, want object\n",
  },
  {
    schema:
      '{"additionalProperties":{"type":"number","dependencies":{"a":["b"]}},"items":{"unevaluatedProperties":false},"definitions":{"d":{"required":["a"]}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: '{"b":true,"port":""}',
    error: "- at '/b': got boolean, want number\n- at '/port': got string, want number\n",
  },
  {
    schema:
      '{"properties":{"a":{"$ref":"#","anyOf":[{"pattern":"[0-9]+$"},{"properties":{"a":{"items":[{},{}],"type":"string"}}}]},"x-y":{"pattern":"^[a-z-]*$"}},"minimum":100000,"uniqueItems":true,"format":"date-time","definitions":{"d":{"maximum":1,"type":"number","dependencies":{"a":["b"]}}},"$defs":{"e":{"format":"ipv4","$anchor":"anch"}},"$schema":"http://json-schema.org/draft-06/schema"}',
    values: '{"c":"a","port":[""],"a":70000,"b":["a@b.c"]}',
    error: "- at '/a': minimum: got 70,000, want 100,000\n",
  },
  {
    schema:
      '{"maximum":1,"minProperties":1,"$defs":{"e":{"allOf":[{"type":"string"},{"type":"integer"}]}},"$schema":"http://json-schema.org/draft-07/schema#"}',
    values: "{}",
    error: "- at '': minProperties: got 0, want 1\n",
  },
  {
    schema:
      '{"additionalProperties":true,"properties":{"x-y":{"type":"integer"}},"propertyNames":{"type":"boolean"},"$defs":{"e":{"type":["integer","boolean"],"oneOf":[{"properties":{"port":{}}},{"required":["c"],"const":null}]}},"$schema":"https://json-schema.org/draft/2020-12/schema"}',
    values: '{"port":{},"c":"2024-01-01"}',
    error:
      "- at '': invalid propertyName 'port'\n  - at '': got string, want boolean\n- at '': invalid propertyName 'c'\n  - at '': got string, want boolean\n",
  },
  {
    schema: '{"properties":{"b":{"type":"integer","deprecated":1}},"$schema":"http://json-schema.org/draft-06/schema"}',
    values: '{"x-y":80,"c":null,"b":0.3}',
    error: "- at '/b': got number, want integer\n",
  },
];
