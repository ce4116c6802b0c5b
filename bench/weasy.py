"""The demonstration's document as HTML for WeasyPrint: the same words, tables and pictures, with print CSS."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment

from concord.formats.plan_document import PlanDocument

PAGE = Environment(autoescape=True).from_string("""<!doctype html>
<html lang="{{ d.language }}" dir="{{ d.direction }}"><head><meta charset="utf-8"><title>{{ d.cover.title }}</title><style>
@page { size: A4; margin: 22mm 20mm; @top-right { content: "{{ d.cover.label }}" }
  @bottom-right { content: counter(page) " / " counter(pages) } }
@page wide { size: A4 landscape }
body { font: 9.5pt sans-serif } table { width: 100%; border-collapse: collapse; font-size: 8.5pt }
td, th { border-bottom: .5pt solid #ccc; padding: 3pt; text-align: start; vertical-align: top } tr { break-inside: avoid }
thead { display: table-header-group; background: #1f4e79; color: #fff } h1, h2 { break-after: avoid } img { width: 100% }
.wide { page: wide }
</style></head><body>
{% macro table(heads, rows) %}<table><thead><tr>{% for h in heads %}<th>{{ h }}</th>{% endfor %}</tr></thead>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>{% endmacro %}
{% set l = d.labels %}
<h1>{{ d.cover.country }}</h1><h1>{{ d.cover.title }} {{ d.cover.subtitle }}</h1>
{% for name, value in d.cover.facts %}<p>{{ name }}: {{ value }}</p>{% endfor %}
{% for key in ("summary", "purpose", "method") %}<h1>{{ l[key] }}</h1>
{% for words in d[key] %}<p>{{ words }}</p>{% endfor %}{% endfor %}
<h1>{{ l.participants }}</h1>
<table><thead><tr><th>{{ l.institution }}</th><th>{{ l.people }}</th><th>{{ l.answered }}</th></tr></thead>
{% for t in d.teams %}<tr><td>{{ t.institution }}</td><td>{{ t.people | join("; ") }}</td><td>{{ t.answered }}</td></tr>
{% endfor %}</table>
<h1>{{ l.findings }}</h1><img src="levels.svg" alt="{{ d.pictures.levels.alt }}">
{% for area in d.findings %}<h2>{{ area.title }}</h2><table><thead><tr><th>{{ l.capability }}</th><th>{{ l.level }}</th>
<th>{{ l.range }}</th><th>{{ l.target }}</th><th>{{ l.agreement }}</th><th>{{ l.note }}</th></tr></thead>
{% for r in area.rows %}<tr><td>{{ r.code }} {{ r.title }}</td><td>{{ r.level_text }}</td><td>{{ r.range_text }}</td>
<td>{{ r.target_text }}</td><td>{{ r.agreement }}</td><td>{{ r.note }}</td></tr>{% endfor %}</table>{% endfor %}
<h1>{{ l.gaps }}</h1><table><thead><tr><th>{{ l.rank }}</th><th>{{ l.gap }}</th><th>{{ l.current }}</th><th>{{ l.target }}</th>
<th>{{ l.importance }}</th><th>{{ l.reasons }}</th></tr></thead>{% for g in d.gaps %}<tr><td>{{ g.rank }}</td>
<td>{{ g.code }} {{ g.title }}</td><td>{{ g.current }}</td><td>{{ g.target }}</td><td>{{ g.importance }}</td>
<td><ul>{% for r in g.reasons %}<li>{{ r }}</li>{% endfor %}</ul></td></tr>{% endfor %}</table>
<div class="wide"><h1>{{ l.plan }}</h1>{% for o in d.objectives %}<h2>{{ o.code }} {{ o.title }}</h2>
<table><thead><tr>{% for k in ("action", "hazards", "phase", "lead", "supporting", "start", "end", "indicator", "cost",
"funding", "status") %}<th>{{ l[k] }}</th>{% endfor %}</tr></thead>{% for a in o.rows %}<tr><td>{{ a.code }} {{ a.text }}</td>
<td>{{ a.hazards }}</td><td>{{ a.phase }}</td><td>{{ a.lead }}</td><td>{{ a.supporting }}</td><td>{{ a.start }}</td>
<td>{{ a.end }}</td><td>{{ a.indicator }}</td><td>{{ a.cost }}</td><td>{{ a.funding }}</td><td>{{ a.status }}</td></tr>
{% endfor %}</table>{% endfor %}
<h1>{{ l.schedule }}</h1>{% for name, p in d.pictures.items() if name.startswith("schedule") %}
<img src="{{ name }}.svg" alt="{{ p.alt }}">{% endfor %}</div>
<h1>{{ l.budget }}</h1><img src="budget.svg" alt="{{ d.pictures.budget.alt }}">{{ table(d.budget.headings, d.budget.rows) }}
<h1>{{ l.trace }}</h1><table><thead><tr><th>{{ l.action }}</th><th>{{ l.gap }}</th><th>{{ l.finding }}</th>
<th>{{ l.answers }}</th></tr></thead>{% for t in d.trace %}<tr><td>{{ t.action }}</td><td>{{ t.gap }}</td>
<td>{{ t.finding }}</td><td>{{ t.answers | join("; ") }}</td></tr>{% endfor %}</table>
<h1>{{ l.sign_off }}</h1>{% for words in d.sign_off %}<p>{{ words }}</p>{% endfor %}<p>{{ l.audit_head }}: {{ d.audit_head }}</p>
</body></html>""")


def plan_as_html(document: PlanDocument, folder: Path) -> Path:
    """Write the document and its pictures into a folder; the file to open."""
    for name, picture in document.pictures.items():
        (folder / f"{name}.svg").write_text(picture.svg, "utf-8")
    file = folder / "plan.html"
    file.write_text(PAGE.render(d=document.as_plain()), "utf-8")
    return file
