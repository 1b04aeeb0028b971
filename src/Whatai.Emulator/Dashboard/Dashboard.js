'use strict';
(function () {
  // What a request brought is put in as text alone.
  var chinese = /^zh/i.test(navigator.language);
  var texts = chinese ? {
    faults: '故障', known: '可设置的故障', media: '媒体', requests: '请求', ledger: '账本', pause: '暂停', search: '搜索（/）', live: '实时', away: '模拟器没有应答。', none: '没有等待中的故障。', left: '剩余',
    api: 'API 请求', billed: '已计费', tokens: '令牌', quota: '额度', peak: '最高并发', leaks: '密钥泄漏', always: '一直', effect: '作用', name: '名称', time: '时间', model: '模型', path: '路径', prompt: '输入令牌', completion: '输出令牌'
  } : {
    search: 'Search (/)', live: 'Live', away: 'The emulator does not answer.', none: 'No fault waits.', left: 'left', api: 'Requests', billed: 'Billed', tokens: 'Tokens', quota: 'Quota', peak: 'Peak concurrency', leaks: 'Key leaks',
    always: 'always', effect: 'Effect', name: 'Name', time: 'Time', model: 'Model', path: 'Path', prompt: 'Prompt tokens', completion: 'Completion tokens'
  };
  function get(id) { return document.getElementById(id); }
  function make(tag, text, name) { var e = document.createElement(tag); if (text !== undefined) { e.textContent = text; } if (name) { e.className = name; } return e; }
  function fill(parent, children) { parent.replaceChildren.apply(parent, children); }
  function row(tag, cells) { var tr = make('tr'); cells.forEach(function (cell) { tr.append(make(tag, cell)); }); return tr; }
  function clock(time) { return new Date(time).toLocaleTimeString(); }
  if (chinese) { document.documentElement.lang = 'zh-Hans'; }
  document.querySelectorAll('[data-text]').forEach(function (e) { e.textContent = texts[e.dataset.text] || e.textContent; });
  var search = get('search'), paused = get('paused'), rows = {}, shownFiles = '';
  search.placeholder = texts.search;

  function showRequest(request) {
    var key = request.id + ' ' + request.outcome, known = rows[request.id];
    if (known && known.key === key) { return known.element; }
    var element = make('details', undefined, 'row'), summary = make('summary');
    if (known) { element.open = known.element.open; }
    var isBad = request.status >= 400 || request.fault || request.outcome !== 'Completed';
    summary.append(make('span', '#' + request.id, 'dim'), make('span', request.method + ' ' + request.path, isBad ? 'what bad' : 'what'),
      make('span', [request.status || '…', request.outcome, request.fault, Math.round(request.durationMs) + ' ms', clock(request.time)].filter(Boolean).join(' · '), 'facts'));
    element.append(summary);
    var headers = Object.keys(request.headers).map(function (name) { return name + ': ' + request.headers[name]; }).join('\n');
    element.append(make('pre', headers));
    if (request.body) { element.append(make('pre', request.body)); }
    rows[request.id] = { key: key, element: element, text: (summary.textContent + request.body).toLowerCase() };
    return element;
  }

  function filter() {
    var word = search.value.toLowerCase();
    Object.keys(rows).forEach(function (id) { rows[id].element.hidden = rows[id].text.indexOf(word) < 0; });
  }

  function show(state) {
    get('address').textContent = state.baseUrl;
    fill(get('cards'), [[texts.api, state.totals.requests], [texts.billed, state.totals.dispatches], [texts.tokens, state.totals.promptTokens + ' + ' + state.totals.completionTokens], [texts.quota, state.totals.quota], [texts.peak, state.totals.peakConcurrency], [texts.leaks, state.totals.keyLeaks]].map(function (pair) {
      var div = make('div'); div.append(make('dt', pair[0]), make('dd', pair[1])); return div;
    }));
    get('waiting').textContent = state.waiting.map(function (fault) { return fault.name + ' (' + (fault.left < 0 ? texts.always : fault.left + ' ' + texts.left) + ')'; }).join(', ') || texts.none;
    if (!get('faults').firstChild) {
      fill(get('faults'), [row('th', [texts.name, texts.effect])].concat(state.faults.map(function (fault) { return row('td', [fault.name, fault.effect]); })));
    }
    var files = state.files.map(function (file) { return file.name; }).join();
    if (files !== shownFiles) {
      shownFiles = files;
      fill(get('media'), state.files.map(function (file) {
        var figure = make('figure'), kind = file.type.split('/')[0], tag = { image: 'img', video: 'video', audio: 'audio' }[kind];
        if (tag) { var media = make(tag); media.src = '/emulator/files/' + encodeURIComponent(file.name); media.controls = true; media.alt = file.name; media.loading = 'lazy'; figure.append(media); }
        figure.append(make('figcaption', file.type + ' · ' + file.length + ' · ' + file.name));
        return figure;
      }));
    }
    var focused = document.activeElement, kept = {};
    var elements = state.requests.map(function (request) { kept[request.id] = true; return showRequest(request); });
    Object.keys(rows).forEach(function (id) { if (!kept[id]) { delete rows[id]; } });
    var list = get('requests');
    if (list.childNodes.length !== elements.length || elements.some(function (element, i) { return list.childNodes[i] !== element; })) { fill(list, elements); if (focused && focused.isConnected) { focused.focus({ preventScroll: true }); } }
    filter();
    fill(get('ledger'), [row('th', ['#', texts.time, texts.path, texts.model, texts.prompt, texts.completion, texts.quota])].concat(state.ledger.map(function (entry) {
      return row('td', [entry.requestId, clock(entry.time), entry.path, entry.model, entry.promptTokens, entry.completionTokens, entry.quota]);
    })));
  }

  function look() {
    if (paused.checked) { setTimeout(look, 1000); return; }
    fetch('/emulator/state').then(function (answer) { return answer.json(); }).then(function (state) { show(state); get('state').textContent = texts.live + ' · ' + new Date().toLocaleTimeString(); get('state').className = 'dim'; })
      .catch(function () { get('state').textContent = texts.away; get('state').className = 'bad'; }).then(function () { setTimeout(look, 1000); });
  }

  search.addEventListener('input', filter);
  document.addEventListener('keydown', function (e) { if (e.key === '/' && document.activeElement !== search) { e.preventDefault(); search.focus(); } });
  look();
})();
