/** A text, and what sigs.k8s.io/yaml 1.6 (go-yaml 2.4) made of it: JSON, or an error. */
export interface Reading {
  readonly text: string;
  readonly json?: string;
  readonly error?: string;
}

export const readings: readonly Reading[] = [
  {
    text: "a:\n  b: [\n  c: 1\nd:\n-  \n    \n\n\n\n- x\n",
    error: "error converting YAML to JSON: yaml: line 3: did not find expected ',' or ']'",
  },
  {
    text: "?  #-,yes0o7<<: ",
    error: "error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: <nil>",
  },
  { text: "0o7null1e3!!int '=|-:%YAML 1.1\n", json: '"0o7null1e3!!int \'= |-:%YAML 1.1"' },
  { text: "\\n[*b---\\", json: '"\\\\n[*b---\\\\"' },
  {
    text: "a:\n  b: a]\n  c: 1\nd:\n- @1---b😀!!str |2\t0x1f:::\n- x\n",
    error: "error converting YAML to JSON: yaml: line 5: found character that cannot start any token",
  },
  { text: "<<,\nkey", json: '"<<, key"' },
  { text: "0x1fkey\r\n!!float 30x1fkeyyes\\u00e9\n-0}", json: '"0x1fkey !!float 30x1fkeyyes\\\\u00e9 -0}"' },
  { text: "✓.inf...\n*b1_000\r\n|", json: '"✓.inf... *b1_000 |"' },
  {
    text: "|+!!binary aGk=  ,<<: 1e3 #? ✓1_000`\n",
    error: "error converting YAML to JSON: yaml: did not find expected comment or line break",
  },
  {
    text: "a:\n  b: 0b111e3...\n? 1_000\n  c: 1\nd:\n- *a!<x> \\0b11  `\n- x\n",
    error: "error converting YAML to JSON: yaml: line 4: mapping values are not allowed in this context",
  },
  {
    text: "&a !!float 3---\n| }",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3--- | }` as a !!float",
  },
  {
    text: "a:\n  b: \\x41!!binary aGk=b|2\n  c: 1\nd:\n- |21-0,- \\x41 \n- x\n",
    error: "error converting YAML to JSON: yaml: line 5: did not find expected comment or line break",
  },
  {
    text: "a:\n  b: : !!binary aGk=...\n\\u00e9{----- \r\n&b [\n  c: 1\nd:\n- 2024-01-01...\n\n- x\n",
    error: "error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context",
  },
  { text: "0o7key0x1f\\u00e9yesnull\\\t]", json: '"0o7key0x1f\\\\u00e9yesnull\\\\\\t]"' },
  {
    text: "!!float 3  *a!<x> |+\\u00e90o7\\n",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3  *a!<x> |+\\u00e90o7\\n` as a !!float",
  },
  {
    text: "a:\n  b: 0x1f-'? a!<x> |\\'[&a \n  c: 1\nd:\n- : 1_000 .5*b\n- x\n",
    error: "error converting YAML to JSON: yaml: line 4: did not find expected key",
  },
  { text: "1-008", json: '"1-008"' },
  {
    text: 'a:\n  b: #!1"<<: a\\u00e9😀:\n\n  c: 1\nd:\n- ? ~-,#key0o7!!str *a key\n- x\n',
    json: '{"a":{"b":null,"c":1},"d":[{"~-,#key0o7!!str *a key":null},"x"]}',
  },
  {
    text: "a:\n  b:  b~\né08😀---\n-02024-01-01-0a\n  c: 1\nd:\n- true>-0x1f*a\n- x\n",
    error: "error converting YAML to JSON: yaml: line 4: could not find expected ':'",
  },
  {
    text: 'a:\n  b: &b [1_000!!binary aGk=08-0true""😀😀\n  \\\n  c: 1\nd:\n- key!!int  =\n- x\n',
    error: "error converting YAML to JSON: yaml: line 4: did not find expected ',' or ']'",
  },
  { text: " 0x1f", json: "31" },
  { text: '[08  ]---\n-0---\n}\n%YAML 1.1\n<<: "|-', json: "[8]" },
  {
    text: "a:\n  b: 1_000&a |0b11,0o71e3'\n  c: 1\nd:\n- .inf<<: : |*a \n- x\n",
    error: "error converting YAML to JSON: yaml: line 5: mapping values are not allowed in this context",
  },
  {
    text: "!!int !!<x> >-<<<<0x1f|--!!binary aGk=",
    error: "error converting YAML to JSON: yaml: did not find expected tag URI",
  },
  { text: '|-"', error: "error converting YAML to JSON: yaml: did not find expected comment or line break" },
  { text: "-0  ...\n", json: '"-0  ..."' },
  {
    text: "a:\n  b: - %YAML 1.1\n---\t\t'éé0o7\n  c: 1\nd:\n- key}'- \n  #😀.5\n- x\n",
    error: "error converting YAML to JSON: yaml: line 2: block sequence entries are not allowed in this context",
  },
  {
    text: "a:\n  b: #\n\\n\n  c: 1\nd:\n- 2024-01-01\n  |-✓}!!str 0x1f\n- x\n",
    error: "error converting YAML to JSON: yaml: line 4: could not find expected ':'",
  },
  {
    text: "a:\n  b: &b [{-0!<x> .inf:\n  c: 1\nd:\n- \\n: \\x41=&a <<: \\n>-~1_000|\n- x\n",
    error: "error converting YAML to JSON: yaml: line 2: did not find expected ',' or '}'",
  },
  {
    text: "a:\n  b: !? !!binary aGk=: ---\n&a <<!!float 3~\n  c: 1\nd:\n- &a ---\n\n- x\n",
    error: "error converting YAML to JSON: yaml: line 1: did not find expected key",
  },
  { text: "0x1f", json: "31" },
  {
    text: 'a:\n  b: ]"1_000*b2024-01-01!a0x1fb\n  c: 1\nd:\n- ,0o7\n- x\n',
    error: "error converting YAML to JSON: yaml: line 1: did not find expected node content",
  },
  {
    text: "a:\n  b: \n  }%YAML 1.1\n[]\n  |20b11\\u00e9<<: \n  c: 1\nd:\n- %YAML 1.1\n: ✓': \n- x\n",
    error: "error converting YAML to JSON: yaml: line 2: did not find expected node content",
  },
  {
    text: "---\nommonLabels:\n  fo: bar\n baz: '{{ include \"prometheus-node-exporter.fullname\" . }}'\n",
    error: "error converting YAML to JSON: yaml: line 3: did not find expected key",
  },
  {
    text: "|+<<: key|0x1f2024-01-01😀,~😀\\  ",
    error: "error converting YAML to JSON: yaml: did not find expected comment or line break",
  },
  {
    text: "a:\n  b:    - '- !!str \n  c: 1\nd:\n- a0x1f|2\\x41\n- x\n",
    error: "error converting YAML to JSON: yaml: line 2: block sequence entries are not allowed in this context",
  },
  { text: '"\\x41|', error: "error converting YAML to JSON: yaml: found unexpected end of stream" },
  {
    text: "!&b [!!binary aGk=\\x41!!binary aGk=!<x> [1_0001_000",
    error: "error converting YAML to JSON: yaml: did not find expected ',' or ']'",
  },
  {
    text: "a:\n  b: \t\n  c: 1\nd:\n- `true`yes .inf \n &a true\t\n- x\n",
    error: "error converting YAML to JSON: yaml: line 5: found character that cannot start any token",
  },
  {
    text: "a:\n  b: >08key!✓✓\\{  ✓\n  c: 1\nd:\n- .508&a \n    0b11~2024-01-01}\n  true|-!\\n\n- x\n",
    error: "error converting YAML to JSON: yaml: line 2: found an indentation indicator equal to 0",
  },
  {
    text: "a:\n  b: #|&a .5*a,😀\n  c: 1\nd:\n- ,\n    ...\n\n- x\n",
    error: "error converting YAML to JSON: yaml: line 4: did not find expected node content",
  },
  { text: ": ", error: "error converting YAML to JSON: yaml: did not find expected key" },
  {
    text: "a:\n  b: -0'-0...\n0x1f1b---\nb-0,,|=\n  c: 1\nd:\n- |+\\x41\n- x\n",
    error: "error converting YAML to JSON: yaml: line 4: could not find expected ':'",
  },
  {
    text: "a:\n  b: `\n  c: 1\nd:\n- .inf \r\n<<\n- x\n",
    error: "error converting YAML to JSON: yaml: line 2: found character that cannot start any token",
  },
  {
    text: "!!int *b!!float 3-0---\n`yes'a\n*a",
    error: "error converting YAML to JSON: yaml: did not find expected alphabetic or numeric character",
  },
  {
    text: 'a:\n  b: ||2b|+\ta\t*b<<&b [*b\n  c: 1\nd:\n- @!!binary aGk="yes\n.5=!!int  : ---\n\\\n- x\n',
    error: "error converting YAML to JSON: yaml: line 2: did not find expected comment or line break",
  },
  {
    text: "a:\n  b: ---=yes,\n  c: 1\nd:\n- 0o7😀08 b:08#|-<<]  -0}\n- x\n",
    json: '{"a":{"b":"---=yes,","c":1},"d":["0o7😀08 b:08#|-<<]  -0}","x"]}',
  },
  { text: "<<<<: \\x41@{", json: '{"<<<<":"\\\\x41@{"}' },
  {
    text: "...\n*b0b11 0x1f *a\n  \\n1  {!!str ",
    error: "error converting YAML to JSON: yaml: did not find expected node content",
  },
  {
    text: "a:\n  b: null? .inf,\n  c: 1\nd:\n- ---{: #1  |`!!str |+  \n- x\n",
    json: '{"a":{"b":"null? .inf,","c":1},"d":[{"---{":null},"x"]}',
  },
  {
    text: "!!binary aGk=%YAML 1.1\nb*b  ",
    error: "error converting YAML to JSON: yaml: !!binary value contains invalid base64 data",
  },
  {
    text: "a:\n  b: \\08=\\n1e3\n  c: 1\nd:\n- >1_000!!int |||20b11\n- x\n",
    error: "error converting YAML to JSON: yaml: line 5: did not find expected comment or line break",
  },
  {
    text: "a:\n  b: !#---\nbyes|+true- ], [#\n  c: 1\nd:\n- -b'081'\n!!binary aGk={\n- x\n",
    error: "error converting YAML to JSON: yaml: line 2: did not find expected whitespace or line break",
  },
  {
    text: 'a:\n  b: \t\n  c: 1\nd:\n- *a---"`? *b\n- x\n',
    error: "error converting YAML to JSON: yaml: line 5: did not find expected alphabetic or numeric character",
  },
  {
    text: "&a !!float 3<<!!float 3 ",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3<<!!float 3` as a !!float",
  },
  {
    text: "a:\n  b: é!!str \t`null&b [null.5\n  c: 1\nd:\n- .5=true  a---- true|+\n- x\n",
    json: '{"a":{"b":"é!!str \\t`null&b [null.5","c":1},"d":[".5=true  a---- true|+","x"]}',
  },
  {
    text: '*b""0o7',
    error: "error converting YAML to JSON: yaml: did not find expected alphabetic or numeric character",
  },
  { text: "!✓yes", error: "error converting YAML to JSON: yaml: did not find expected whitespace or line break" },
  {
    text: "!b!!int %YAML 1.1\n- ~.inf",
    error: "error converting YAML to JSON: yaml: found character that cannot start any token",
  },
  {
    text: "a:\n  b: b1\n  c: 1\nd:\n- *b😀`[-0>%YAML 1.1\n!\n- x\n",
    error: "error converting YAML to JSON: yaml: line 5: did not find expected alphabetic or numeric character",
  },
  { text: "- key~", json: '["key~"]' },
  {
    text: ",>-|20o7b...\n\\u00e9😀11_000- &b [\n    ",
    error: "error converting YAML to JSON: yaml: did not find expected node content",
  },
  {
    text: "a:\n  b: \n  \n  c: 1\nd:\n- <<1_0001_000&b [\t#,!!str \n- x\n",
    json: '{"a":{"b":null,"c":1},"d":["<<1_0001_000&b [","x"]}',
  },
  {
    text: '@1✓  "~\n  *b*a',
    error: "error converting YAML to JSON: yaml: found character that cannot start any token",
  },
  { text: ",*b!*a`~", error: "error converting YAML to JSON: yaml: did not find expected node content" },
  {
    text: "*a\\}\tbkey=2024-01-01",
    error: "error converting YAML to JSON: yaml: did not find expected alphabetic or numeric character",
  },
  {
    text: "!!binary aGk=0b110o70o7?   *b\n- ",
    error: "error converting YAML to JSON: yaml: !!binary value contains invalid base64 data",
  },
  { text: "&b [\t]---\n']? ", json: "[]" },
  {
    text: "!!binary aGk=...\n1e3? |2024-01-01\\>|'",
    error: "error converting YAML to JSON: yaml: !!binary value contains invalid base64 data",
  },
  {
    text: 'a:\n  b: \n\n  c: 1\nd:\n- {"0b11--- *b #!!binary aGk=: 0x1f2024-01-01-a\n- x\n',
    error: "error converting YAML to JSON: yaml: line 10: found unexpected end of stream",
  },
  {
    text: "a:\n  b: *b \n  c: 1\nd:\n- - !!int 1>-\n- x\n",
    error: "error converting YAML to JSON: yaml: unknown anchor 'b' referenced",
  },
  {
    text: "\n✓0o7&a : *b1e3>-",
    error: "error converting YAML to JSON: yaml: line 3: did not find expected alphabetic or numeric character",
  },
  { text: "   '  ---", error: "error converting YAML to JSON: yaml: found unexpected end of stream" },
  {
    text: "1e3*a✓😀,.5.inf&a !&a 1e3: @",
    error: "error converting YAML to JSON: yaml: found character that cannot start any token",
  },
  {
    text: "a:\n  b: ? 1_000\\!!float 3,\n    \r\n%YAML 1.1\n&a {]&a `\n  c: 1\nd:\n- 0b11&b [>byes11_000'\n- x\n",
    error: "error converting YAML to JSON: yaml: line 2: mapping keys are not allowed in this context",
  },
  {
    text: "a:\n  b: =0b11|\r\nnull&a -0-0---\n\t*a- ]\n  c: 1\nd:\n- 08a@|-\n- x\n",
    error: "error converting YAML to JSON: yaml: line 4: found a tab character that violates indentation",
  },
  {
    text: "a:\n  b: \\|-0x1f08>'\n    key\n  c: 1\nd:\n- \\n\"-!!binary aGk=1e3null-\n    |+null\n- x\n",
    json: '{"a":{"b":"\\\\|-0x1f08>\' key","c":1},"d":["\\\\n\\"-!!binary aGk=1e3null- |+null","x"]}',
  },
  {
    text: '"*a---\n&a |-\\x41[*b!<x> - 2024-01-01&a ',
    error: "error converting YAML to JSON: yaml: line 2: found unexpected end of stream",
  },
  {
    text: "&a :",
    error: "error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: <nil>",
  },
  { text: "*a}-0- yesé1", error: "error converting YAML to JSON: yaml: unknown anchor 'a' referenced" },
  { text: "['!!int .5? {", error: "error converting YAML to JSON: yaml: found unexpected end of stream" },
  { text: " \r\n", json: "null" },
  { text: "- ", json: "[null]" },
  {
    text: "a:\n  b: =é\n  c: 1\nd:\n- 1_000\\}\\x41>  - \n- x\n",
    json: '{"a":{"b":"=é","c":1},"d":["1_000\\\\}\\\\x41>  -","x"]}',
  },
  {
    text: "a:\n  b: 'b!<x> key-0&b [\n  c: 1\nd:\n- ✓2024-01-010b11%YAML 1.1\n\n  .5true ##08\n- x\n",
    error: "error converting YAML to JSON: yaml: line 10: found unexpected end of stream",
  },
  {
    text: 'a:\n  b: !!float 3\n  c: 1\nd:\n- <<- \\x41"0b11\n- x\n',
    json: '{"a":{"b":3,"c":1},"d":["<<- \\\\x41\\"0b11","x"]}',
  },
  {
    text: "a:\n  b: ba✓[#!!binary aGk=\\\t\n  c: 1\nd:\n- b-]%YAML 1.1\n\n- x\n",
    json: '{"a":{"b":"ba✓[#!!binary aGk=\\\\","c":1},"d":["b-]%YAML 1.1","x"]}',
  },
  { text: "a:\n  b: \\u00e9\n\n  c: 1\nd:\n- !<x> :#\n- x\n", json: '{"a":{"b":"\\\\u00e9","c":1},"d":[":#","x"]}' },
  { text: "#✓\n0o7", json: "7" },
  {
    text: "!<x> {!!binary aGk=&b [1_0001é.inf#-0&b [",
    error: "error converting YAML to JSON: yaml: did not find expected ',' or '}'",
  },
  { text: '#&b [&a : [>-`"b=!!str 08\n', json: "null" },
  {
    text: "%YAML 1.1\n✓.5 #!!float 3  \n: \t",
    error: "error converting YAML to JSON: yaml: line 1: did not find expected <document start>",
  },
  {
    text: "a:\n  b: ? !]&a [true\n  c: 1\nd:\n- 1&a >-!!int >? !<x> <<: {😀|\n- x\n",
    error: "error converting YAML to JSON: yaml: line 2: mapping keys are not allowed in this context",
  },
  {
    text: "<<: \\x41 #*anull*b",
    error: "error converting YAML to JSON: yaml: map merge requires map or sequence of maps as the value",
  },
  {
    text: "- !truekey|- #>yes&a ,",
    error: "error converting YAML to JSON: yaml: did not find expected whitespace or line break",
  },
  {
    text: "a:\n  b: \\n\\x41\\=\n  c: 1\nd:\n- é: ---\n\n- x\n",
    json: '{"a":{"b":"\\\\n\\\\x41\\\\=","c":1},"d":[{"é":"---"},"x"]}',
  },
  { text: " #", json: "null" },
  {
    text: "---\nfullnameOverride: admisson-webhook\nservice:\n .5 abels:\n    foo: bar\n    baz: qux\n",
    json: '{"fullnameOverride":"admisson-webhook","service":{".5 abels":{"baz":"qux","foo":"bar"}}}',
  },
  {
    text: "a:\n  b: |-08}---\n\\x41>\n    -0---\n\n\n  c: 1\nd:\n- -\n*a\n- x\n",
    error: "error converting YAML to JSON: yaml: line 2: found an indentation indicator equal to 0",
  },
  { text: "a:\n  b:  #- -😀 0o7 \n  c: 1\nd:\n- 😀@\n- x\n", json: '{"a":{"b":null,"c":1},"d":["😀@","x"]}' },
  {
    text: "é!!binary aGk=|-yes<<: *b\n  .inf<<|--\n  *a",
    error: "error converting YAML to JSON: yaml: unknown anchor 'b' referenced",
  },
  {
    text: "---\npodLabels:\n  foo: bar\n  baz: '{{ .Chart.Ap08pVersion }}'\n",
    json: '{"podLabels":{"baz":"{{ .Chart.Ap08pVersion }}","foo":"bar"}}',
  },
  {
    text: "%YAML 1.1\n1_000%YAML 1.1\nyes!!float 3<<:   `!!int *a!<x> \t|-",
    error: "error converting YAML to JSON: yaml: line 1: did not find expected <document start>",
  },
  { text: "&a ]!!float 3", json: "null" },
  { text: "0b11é: éb{0o71_000\\u00e9|+\\u00e9\\*b", json: '{"0b11é":"éb{0o71_000\\\\u00e9|+\\\\u00e9\\\\*b"}' },
  {
    text: "a:\n  b: \n    0o7~!!int ✓0b11\n  c: 1\nd:\n- !1\"&b [%YAML 1.1\n']\\u00e9!>-\n- x\n",
    error: "error converting YAML to JSON: yaml: line 6: did not find expected whitespace or line break",
  },
  {
    text: "serviceMonitor:\n  enabled: true\n  additionalLabels:\n    release: prometheus\n",
    json: '{"serviceMonitor":{"additionalLabels":{"release":"prometheus"},"enabled":true}}',
  },
  {
    text: "!\t\n    ? <<: \nyes 08:]10o7",
    error: "error converting YAML to JSON: yaml: map merge requires map or sequence of maps as the value",
  },
  { text: "a:\n  b: \n---\n~<<: ---\n    \n  c: 1\nd:\n- \\x41!<x> &a [\n- x\n", json: '{"a":{"b":null}}' },
  {
    text: "a:\n  b: 0b11key|-key-null✓\n  c: 1\nd:\n- 😀- \n- x\n",
    json: '{"a":{"b":"0b11key|-key-null✓","c":1},"d":["😀-","x"]}',
  },
  { text: "a:\n  b: yes\n  c: 1\nd:\n- b!!int \n- x\n", json: '{"a":{"b":true,"c":1},"d":["b!!int","x"]}' },
  { text: "-0   ", json: "0" },
  {
    text: "a:\n  b: a0x1f\\\n  c: 1\nd:\n- é0b11,|-[1_000-0&b [%YAML 1.1\n\n- x\n",
    json: '{"a":{"b":"a0x1f\\\\","c":1},"d":["é0b11,|-[1_000-0&b [%YAML 1.1","x"]}',
  },
  { text: ".inf1yes1.5: \t\\n", json: '{".inf1yes1.5":"\\\\n"}' },
  { text: ": >-!<x> &b [ #", error: "error converting YAML to JSON: yaml: did not find expected key" },
  {
    text: "a:\n  b: - ~\n    080x1f%YAML 1.1\n, #\\b#*b #!<x> \n  c: 1\nd:\n- \n  &b [\n- x\n",
    error: "error converting YAML to JSON: yaml: line 2: block sequence entries are not allowed in this context",
  },
  { text: "0b11", json: "3" },
  { text: "a:\n  b: 1e3>-😀\n  c: 1\nd:\n- 1_000\r\n\n- x\n", json: '{"a":{"b":"1e3>-😀","c":1},"d":[1000,"x"]}' },
  {
    text: '%YAML 1.1\n08!!float 32024-01-01key %YAML 1.1\n=":08',
    error: "error converting YAML to JSON: yaml: line 1: did not find expected <document start>",
  },
  {
    text: "\r\n!!float 3|+' ,\n\n  é",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3|+' ,\n\né` as a !!float",
  },
  {
    text: "a:\n  b: a&b [0o7  >-\n  c: 1\nd:\n- .5\t=\t:!!float 3{.5`? #!!int \n- x\n",
    json: '{"a":{"b":"a&b [0o7  >-","c":1},"d":[".5\\t=\\t:!!float 3{.5`?","x"]}',
  },
  { text: "-é- !!!str \\n]:<<: ", json: '{"-é- !!!str \\\\n]:<<":null}' },
  {
    text: "<<: !!str true>\\✓",
    error: "error converting YAML to JSON: yaml: map merge requires map or sequence of maps as the value",
  },
  {
    text: "a:\n  b: \\✓ !!binary aGk=yes\\n.5'|+\n  c: 1\nd:\n- b!!int .inf1e3-0\n\n  !.5? #yes}\n- x\n",
    json: '{"a":{"b":"\\\\✓ !!binary aGk=yes\\\\n.5\'|+","c":1},"d":["b!!int .inf1e3-0\\n!.5?","x"]}',
  },
  { text: "## Default values test case\n", json: "null" },
  {
    text: 'a:\n  b: 2024-01-01!b1e3✓yes✓"\n\n  c: 1\nd:\n- 0o7null!<x> <<: \n- x\n',
    json: '{"a":{"b":"2024-01-01!b1e3✓yes✓\\"","c":1},"d":[{"0o7null!<x> <<":null},"x"]}',
  },
  {
    text: "a:\n  b: 1e3\n  ? !<x> \n  c: 1\nd:\n- 1e3\n---\n!!binary aGk=😀\\\n  \n\n- x\n",
    json: '{"a":{"":null,"b":1000,"c":1},"d":[1000]}',
  },
  { text: "a:\n  b: 1_000<<<<\n  c: 1\nd:\n- &a \n- x\n", json: '{"a":{"b":"1_000<<<<","c":1},"d":[null,"x"]}' },
  { text: "lokiAddress: loki:3[10", json: '{"lokiAddress":"loki:3[10"}' },
  { text: ": 1e3😀b*bé\\u00e9}|2a", error: "error converting YAML to JSON: yaml: did not find expected key" },
  {
    text: "a:\n  b: !!str   .50o7!!int ✓>~\n  c: 1\nd:\n- \\|+=]0o7null1\\n!!int -0o7!*a&a \n- x\n",
    json: '{"a":{"b":".50o7!!int ✓>~","c":1},"d":["\\\\|+=]0o7null1\\\\n!!int -0o7!*a&a","x"]}',
  },
  { text: '#&a   *a!<x>  ~08---"*a`*a}', json: "null" },
  { text: "a:\n  b: ✓\n  c: 1\nd:\n- yes!\n- x\n", json: '{"a":{"b":"✓","c":1},"d":["yes!","x"]}' },
  { text: "a:\n  b: key!!int \n  c: 1\nd:\n- =~\\]\n- x\n", json: '{"a":{"b":"key!!int","c":1},"d":["=~\\\\]","x"]}' },
  {
    text: "a:\n  b: !!str \\u00e9[\n  c: 1\nd:\n- \\x41\t! #nullb{\n- x\n",
    json: '{"a":{"b":"\\\\u00e9[","c":1},"d":["\\\\x41\\t!","x"]}',
  },
  {
    text: "a:\n  b: &a ✓ #`2024-01-01.inf`\n  c: 1\nd:\n- \\[%YAML 1.1\n---\n,!!str ~true- a'1[\n- x\n",
    json: '{"a":{"b":"✓","c":1},"d":["\\\\[%YAML 1.1"]}',
  },
  {
    text: "a:\n  b: 😀|-&a \n  c: 1\nd:\n- <<{|2!!binary aGk=>-: .inf}\\b%YAML 1.1\n\n- x\n",
    json: '{"a":{"b":"😀|-&a","c":1},"d":[{"<<{|2!!binary aGk=>-":".inf}\\\\b%YAML 1.1"},"x"]}',
  },
  { text: "&a \n*a\t\t!!float 3!!float 3!!binary aGk=0x1f-{", json: "null" },
  { text: "\n", json: "null" },
  {
    text: '# exclude devices\nconfig:\n  device_exclude: "/dev/sr.*"\n',
    json: '{"config":{"device_exclude":"/dev/sr.*"}}',
  },
  { text: "a:\n  b: yes~]\n  c: 1\nd:\n- a*b✓|2  } \n- x\n", json: '{"a":{"b":"yes~]","c":1},"d":["a*b✓|2  }","x"]}' },
  { text: "b😀 null<<: key-0#-b0b1108", json: '{"b😀 null<<":"key-0#-b0b1108"}' },
  {
    text: "---\nnetworkPolicy:\n  enabled: true\n  labels:\n    foo: bar\n    baz: qux\n",
    json: '{"networkPolicy":{"enabled":true,"labels":{"baz":"qux","foo":"bar"}}}',
  },
  { text: "!!int ", error: "error converting YAML to JSON: yaml: cannot decode !!null `` as a !!int" },
  {
    text: "a:\n  b: \\n!!str >-✓\n  c: 1\nd:\n- 0b11é08*b!!binary aGk=\n- x\n",
    json: '{"a":{"b":"\\\\n!!str >-✓","c":1},"d":["0b11é08*b!!binary aGk=","x"]}',
  },
  { text: "!!float 3", json: "3" },
  { text: "!!", error: "error converting YAML to JSON: yaml: did not find expected tag URI" },
  {
    text: "!1\\true\r\n #",
    error: "error converting YAML to JSON: yaml: did not find expected whitespace or line break",
  },
  {
    text: "a:\n  b: ? 0b11? *a\n  c: 1\nd:\n- %YAML 1.1\n---\n\n  -1_000\n- x\n",
    error: "error converting YAML to JSON: yaml: line 2: mapping keys are not allowed in this context",
  },
  {
    text: "!  - -0!!str \\ \n!!float 3---",
    error: "error converting YAML to JSON: yaml: block sequence entries are not allowed in this context",
  },
  {
    text: '<<: \\n\\1e3- "|+#: ]|-\\u00e9---',
    error: "error converting YAML to JSON: yaml: mapping values are not allowed in this context",
  },
  {
    text: 'a:\n  b: a!!str \\\t2024-01-01\\x41"\n  c: 1\nd:\n- 0b110x1f0b11 #&b [=\\n.51_000-0\n- x\n',
    error: "error converting YAML to JSON: yaml: line 3: found a tab character that violates indentation",
  },
  {
    text: '<<: : &b [ [<<: : "bnull\n08>->',
    error: "error converting YAML to JSON: yaml: mapping values are not allowed in this context",
  },
  { text: "true", json: "true" },
  {
    text: "<<: <<: a<<: |2*a&b [#.infkey!<x> {",
    error: "error converting YAML to JSON: yaml: mapping values are not allowed in this context",
  },
  {
    text: '!!int |-0o7",-!]!!int a~...\n08 #',
    error: "error converting YAML to JSON: yaml: found an indentation indicator equal to 0",
  },
  {
    text: "a:\n  b: \n    #>0x1f\n  c: 1\nd:\n- !!int \n- x\n",
    error: "error converting YAML to JSON: yaml: cannot decode !!null `` as a !!int",
  },
  { text: ":: ? \\x410o7", error: "error converting YAML to JSON: yaml: mapping keys are not allowed in this context" },
  { text: "|+0b110b11}1", error: "error converting YAML to JSON: yaml: found an indentation indicator equal to 0" },
  {
    text: "? ",
    error: "error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: <nil>",
  },
  { text: '&b ["\n\\*b\t', error: "error converting YAML to JSON: yaml: line 2: found unknown escape character" },
  { text: ">0x1f---\n#yes", error: "error converting YAML to JSON: yaml: found an indentation indicator equal to 0" },
  {
    text: "a:\n  b: \n     !0b11✓=? :0x1fa'\\x41\n  c: 1\nd:\n- '<<<<1e3=  \": 1_000\n- x\n",
    error: "error converting YAML to JSON: yaml: line 4: did not find expected whitespace or line break",
  },
  {
    text: "a:\n  b: \\n\n  c: 1\nd:\n- >0x1f1e3\r\n---1\n- x\n",
    error: "error converting YAML to JSON: yaml: line 5: found an indentation indicator equal to 0",
  },
  { text: "!!int 0o7", json: "7" },
  {
    text: "a:\n  b: !!str \n  c: 1\nd:\n- !<x> !<<\n- x\n",
    error: "error converting YAML to JSON: yaml: line 5: did not find expected tag URI",
  },
  { text: "0o7", json: "7" },
  { text: "---:\t ? a[*b", error: "error converting YAML to JSON: yaml: mapping keys are not allowed in this context" },
  {
    text: "'yes.5~%YAML 1.1\n---\n-é&b [-01✓b",
    error: "error converting YAML to JSON: yaml: line 2: found unexpected document indicator",
  },
  { text: "&a !!int ", error: "error converting YAML to JSON: yaml: cannot decode !!null `` as a !!int" },
  {
    text: "a:\n  b: \n    0o7!|-!!int ---\n\t.5`:? \n  c: 1\nd:\n- <<|':|-&a .inf\\u00e9[>\n✓!<x> \n- x\n",
    error: "error converting YAML to JSON: yaml: line 4: found a tab character that violates indentation",
  },
  { text: "&a {\\ ]-0\\x41:", error: "error converting YAML to JSON: yaml: did not find expected ',' or '}'" },
  { text: "*b? 0x1f0x1f", error: "error converting YAML to JSON: yaml: mapping keys are not allowed in this context" },
  {
    text: "!!int yes\n\n  \n    [😀",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `yes\n\n[😀` as a !!int",
  },
  {
    text: 'a:\n  b: 1e3@"[é>\n  c: 1\nd:\n- :|+\r\n? #.5}|+!!float 3!!str 1e3key~b\n- x\n',
    error: 'error converting YAML to JSON: yaml: invalid map key: []interface {}{"x"}',
  },
  {
    text: "a:\n  b: =key\n  c: 1\nd:\n- .inf\n- x\n",
    error: "error converting YAML to JSON: json: unsupported value: +Inf",
  },
  {
    text: 'a:\n  b: "%YAML 1.1\n1\\u00e9#|{1_000---\n  c: 1\nd:\n- 😀\\yes\n- x\n',
    error: "error converting YAML to JSON: yaml: line 6: found unknown escape character",
  },
  { text: "*a0o7 !%YAML 1.1\ntrue&b [", error: "error converting YAML to JSON: yaml: did not find URI escaped octet" },
  { text: "true", json: "true" },
  {
    text: "a:\n  b: key}<<0o7 null\n  c: 1\nd:\n- ~\n    !<x> ~a|2? \r\n!!<x> }|-<<: \n- x\n",
    error: "error converting YAML to JSON: yaml: line 7: did not find expected tag URI",
  },
  { text: '"><<\n---', error: "error converting YAML to JSON: yaml: line 2: found unexpected document indicator" },
  { text: "1e3- [!!int {: .inf", error: "error converting YAML to JSON: json: unsupported value: +Inf" },
  {
    text: " !%YAML 1.1\n---\nb\\x41...\n*b.inf!!int 0x1f!*b2024-01-01",
    error: "error converting YAML to JSON: yaml: did not find URI escaped octet",
  },
  {
    text: "&a - {<<yes!!float 31e3 =😀 =",
    error: "error converting YAML to JSON: yaml: block sequence entries are not allowed in this context",
  },
  {
    text: "\n!!<x> !!binary aGk=08\r\n!<x> {@|-✓",
    error: "error converting YAML to JSON: yaml: line 2: did not find expected tag URI",
  },
  {
    text: 'a:\n  b: "\\|2!!int ---|2.infyes✓\n  c: 1\nd:\n- .5\\x41\tb\\x41>-0x1f\n- x\n',
    error: "error converting YAML to JSON: yaml: line 2: found unknown escape character",
  },
  { text: "!%YAML 1.1\né\n  null!!str ", error: "error converting YAML to JSON: yaml: did not find URI escaped octet" },
  { text: "!!float 3-0\n\n'", error: "error converting YAML to JSON: yaml: cannot decode !!str `3-0\n'` as a !!float" },
  {
    text: "\n!key!!binary aGk=|--'\r\n---\n",
    error: "error converting YAML to JSON: yaml: line 1: found undefined tag handle",
  },
  { text: '"✓\\|-|-#0x1ftrue', error: "error converting YAML to JSON: yaml: found unknown escape character" },
  {
    text: "!!int 😀,!!float 3*a\n%YAML 1.1\n\n    |+@1e3",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `😀,!!float 3*a %YAML 1.1\n|+@1e3` as a !!int",
  },
  { text: ".inf", error: "error converting YAML to JSON: json: unsupported value: +Inf" },
  {
    text: "a:\n  b: !!int true\n  c: 1\nd:\n- !!float 3\n- x\n",
    error: "error converting YAML to JSON: yaml: cannot decode !!bool `true` as a !!int",
  },
  {
    text: "%YAML 1.1\n%YAML 1.1\n-\r\n0b11: !!float 3",
    error: "error converting YAML to JSON: yaml: line 1: found duplicate %YAML directive",
  },
  {
    text: "!<<: `=\n  <<-!!binary aGk='1<<: ",
    error: "error converting YAML to JSON: yaml: did not find expected tag URI",
  },
  {
    text: "<<: - yes*a`true...\n\\n---\n!<x> !!float 3<<: ",
    error: "error converting YAML to JSON: yaml: block sequence entries are not allowed in this context",
  },
  {
    text: ">\n  \t||\n-",
    error: "error converting YAML to JSON: yaml: line 2: found a tab character where an indentation space is expected",
  },
  {
    text: "!!float 3\n\n||2|-yes@>-é&b [|-\r\n",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3\n||2|-yes@>-é&b [|-` as a !!float",
  },
  {
    text: "!!float 3\n\t@!!int &a \n    |2[\n  1@",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3 @!!int &a |2[\n1@` as a !!float",
  },
  { text: "!081e3!!int b\r\n", error: "error converting YAML to JSON: yaml: found undefined tag handle" },
  {
    text: "a:\n  b: &b ['? 0o7 ...\n---\n---\n` true0b11\n  c: 1\nd:\n- \n  !0o7!!binary aGk=  1e3>\n- x\n",
    error: "error converting YAML to JSON: yaml: line 3: found unexpected document indicator",
  },
  {
    text: '!!float 3   "...\n \n[b{...\n',
    error: 'error converting YAML to JSON: yaml: cannot decode !!str `3 "...\n[b{...` as a !!float',
  },
  { text: "true", json: "true" },
  { text: "true", json: "true" },
  { text: '"08[}#  \\:key=&a 😀', error: "error converting YAML to JSON: yaml: found unknown escape character" },
  {
    text: "- .inf\r\n!%YAML 1.1\n[- !!float 3: ? -1",
    error: "error converting YAML to JSON: yaml: line 2: did not find URI escaped octet",
  },
  {
    text: "!!float 3key<<\n  \t\n  |+\n    ...\n!<x> =key!!str ",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3key<<\n|+ ... !<x> =key!!str` as a !!float",
  },
  { text: "true\n#<<=\\u00e9=[0b11,,", json: "true" },
  { text: "true", json: "true" },
  {
    text: "null: .5,\\|-\n    é08yes",
    error:
      'error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: ".5,\\\\|- é08yes"',
  },
  { text: "true", json: "true" },
  {
    text: "!!float 3\n    &a |+ <<~",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3 &a |+ <<~` as a !!float",
  },
  { text: "yes", json: "true" },
  {
    text: "!!float 32024-01-01? ---\n-  \r\ntrue*a!<x> \t&a !!str ",
    error:
      "error converting YAML to JSON: yaml: cannot decode !!str `32024-01-01? --- - \ntrue*a!<x> \t&a !!str` as a !!float",
  },
  {
    text: "a:\n  b: #=\n  c: 1\nd:\n- !!int 08\n- x\n",
    error: "error converting YAML to JSON: yaml: cannot decode !!float `08` as a !!int",
  },
  {
    text: "!!int b#0x1f`|2 \n  .5---\n\\x4108[",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `b#0x1f`|2 \n.5--- \\x4108[` as a !!int",
  },
  { text: '">>-<<\\? key{!!int ', error: "error converting YAML to JSON: yaml: found unknown escape character" },
  { text: "? - -0", error: "error converting YAML to JSON: yaml: invalid map key: []interface {}{0}" },
  {
    text: "%YAML 1.1\n%YAML 1.1\naa---\n.50b11 !!str ",
    error: "error converting YAML to JSON: yaml: line 1: found duplicate %YAML directive",
  },
  { text: "!!int 08\t", error: "error converting YAML to JSON: yaml: cannot decode !!float `08` as a !!int" },
  {
    text: "!!float 3|\n\r\n\n  -0-00o7#08-yes",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3|\n\n-0-00o7#08-yes` as a !!float",
  },
  {
    text: '\n  !!str !yes%YAML 1.1\n: #"!!float 3*b\\',
    error: "error converting YAML to JSON: yaml: line 2: did not find URI escaped octet",
  },
  {
    text: 'a:\n  b: 1"0x1f! \n  c: 1\nd:\n- key\\x41 #a\n? \n- x\n',
    error: 'error converting YAML to JSON: yaml: invalid map key: []interface {}{"x"}',
  },
  {
    text: "%YAML 1.1\n%YAML 1.1\n>-|21e3: !!binary aGk=]  :!!str 0b11=",
    error: "error converting YAML to JSON: yaml: line 1: found duplicate %YAML directive",
  },
  {
    text: "!!float 3- |2*a1_000 \\u00e9",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3- |2*a1_000 \\u00e9` as a !!float",
  },
  {
    text: "a:\n  b: &b [!%YAML 1.1\n\n  c: 1\nd:\n- |+\n- x\n",
    error: "error converting YAML to JSON: yaml: line 2: did not find URI escaped octet",
  },
  {
    text: "!!int .5 *a\t- 2024-01-01\t=key #",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `.5 *a\t- 2024-01-01\t=key` as a !!int",
  },
  {
    text: "  !!float 3   !!str   -@",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3 !!str   -@` as a !!float",
  },
  {
    text: "!!float 3`|\\u00e9b---\n\n  \\u00e9&b [-0\\u00e9",
    error:
      "error converting YAML to JSON: yaml: cannot decode !!str `3`|\\u00e9b---\n\\u00e9&b [-0\\u00e9` as a !!float",
  },
  {
    text: "!!int 1_000   keytrue? \\nkey!<x> !!binary aGk=\\n~",
    error:
      "error converting YAML to JSON: yaml: cannot decode !!str `1_000 keytrue? \\nkey!<x> !!binary aGk=\\n~` as a !!int",
  },
  {
    text: "\n\r\n!!float 3 =]%YAML 1.1\n\n",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3 =]%YAML 1.1` as a !!float",
  },
  {
    text: "!!int key}\n!!str ",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `key}\n!!str` as a !!int",
  },
  {
    text: "a:\n  b: 1e3😀? \n  c: 1\nd:\n- 2024-01-011.5key%YAML 1.1\n? \n- x\n",
    error: 'error converting YAML to JSON: yaml: invalid map key: []interface {}{"x"}',
  },
  { text: "!0b11!!int 2024-01-01-01", error: "error converting YAML to JSON: yaml: found undefined tag handle" },
  {
    text: "|- \t\\u00e9*a>-- &a \n>-null  1_000>",
    error: "error converting YAML to JSON: yaml: line 2: found a tab character where an indentation space is expected",
  },
  { text: "!----!yes!!binary aGk=truetrue", error: "error converting YAML to JSON: yaml: found undefined tag handle" },
  {
    text: "!!float 3|2!!str @#\n\n&b [|~>-\tb",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3|2!!str @#\n&b [|~>-\tb` as a !!float",
  },
  {
    text: "!!float 30x1f *b&a 1_000|2.5",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `30x1f *b&a 1_000|2.5` as a !!float",
  },
  {
    text: "a:\n  b: \\u00e9\n  c: 1\nd:\n- !!float 3\\n---null|---\n\n    &b ['' #\n- x\n",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3\\n---null|---\n&b [''` as a !!float",
  },
  {
    text: "!!float 3😀2024-01-01>- true#",
    error: "error converting YAML to JSON: yaml: cannot decode !!str `3😀2024-01-01>- true#` as a !!float",
  },
];
