'use strict';
(function () {
  var search = document.getElementById('search'), kind = document.getElementById('kind'), shown = document.getElementById('shown');
  if (!search) { return; }
  var rows = Array.prototype.slice.call(document.querySelectorAll('.row'));
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  var timer;
  function apply() {
    var word = search.value.toLowerCase(), only = kind.value, count = 0;
    rows.forEach(function (row, i) {
      var fits = (!only || row.dataset[only] === '1') && texts[i].indexOf(word) >= 0;
      row.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = count + ' / ' + rows.length;
  }
  search.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(apply, 80); });
  kind.addEventListener('change', apply);
  document.addEventListener('keydown', function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey) { return; }
    if (e.key === '/' && document.activeElement !== search) { e.preventDefault(); search.focus(); return; }
    var at = document.activeElement && document.activeElement.tagName === 'SUMMARY' ? document.activeElement.parentNode : null;
    if (!at || (e.key !== 'ArrowDown' && e.key !== 'ArrowUp')) { return; }
    for (var i = rows.indexOf(at) + (e.key === 'ArrowDown' ? 1 : -1); i >= 0 && i < rows.length; i += e.key === 'ArrowDown' ? 1 : -1) {
      if (!rows[i].hidden) { e.preventDefault(); rows[i].firstElementChild.focus(); return; }
    }
  });
  function openTarget() {
    var row = /^#r\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    if (row) { row.open = true; row.firstElementChild.focus(); }
  }
  window.addEventListener('hashchange', openTarget);
  openTarget();
  apply();
})();
