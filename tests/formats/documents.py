"""Plans of the fictional country Tarsovia, as large as real ones: in English, in Arabic and in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from concord.formats.charts import Amount, Bar, LevelCell, bar_pages, budget_by_year, gantt, gantt_page, heat_map
from concord.formats.plan_document import (
    LABELS,
    ActionRow,
    AreaFindings,
    Cover,
    FindingRow,
    GapRow,
    Grid,
    ObjectiveTable,
    Picture,
    PlanDocument,
    Team,
    TraceRow,
)

LABEL = "TLP:AMBER+STRICT"
AREAS, CAPABILITIES, OBJECTIVES, ACTIONS, GAPS = 12, 5, 9, 14, 40
YEARS = ("2026", "2027", "2028", "2029", "2030")

ENGLISH = {
    "country": "Republic of Tarsovia",
    "title": "National CBRN Action Plan 2026–2030",
    "subtitle": "For the mitigation of chemical, biological, radiological and nuclear risks",
    "areas": "Law and policy|Coordination between institutions|Risk and threat assessment|Biosafety and biosecurity|"
    "Chemical safety and security|Radiation sources and nuclear material|Border control and export licensing|"
    "Detection and laboratories|Preparedness and planning|First response and decontamination|"
    "Public health and medical care|Recovery and public information",
    "capability": "Written national arrangements for {}",
    "institution": "Ministry of Health|Ministry of Interior|Customs Service|Nuclear Regulatory Agency|"
    "Ministry of Environment|National Laboratory|Civil Protection Directorate|Ministry of Defence",
    "person": "Ms Lera Dovan, head of department|Mr Ilian Marst, adviser",
    "action": "Draft, consult and adopt the regulation that gives one institution the lead for {}, with written "
    "procedures, trained staff and a yearly exercise|Equip and accredit two regional teams for {}|"
    "Agree a standing procedure between all institutions concerned for {} and test it",
    "reason": "No written procedure names who decides outside working hours.|Half of the institutions have not "
    "trained their staff within the last two years.|Equipment exists in the capital only and is not maintained.",
    "indicator": "Share of institutions that pass the yearly exercise without major finding (target 80 %)",
    "phase": "prevention|detection|preparedness|response|recovery|cross-cutting",
    "status": "planned|under way|adopted", "funding": "none|asked|pledged|secured",
    "text": "Tarsovia assessed its capabilities together with all institutions concerned. The assessment shows sound "
    "foundations in public health and border control, and gaps where several institutions have to act as one. This "
    "plan sets out what will be done about them, by whom, by when, at what cost and with whose support.",
    "levels": "not assessed|not in place|begun|in place|tested|sustained",
    "unit": "EUR thousand", "other": "Other areas", "total": "All actions", "today": "Today",
    "answered": "{} of 60 capabilities", "agreement": "high|moderate|low",
    "objective": "Close the gaps in {} so that it works across all institutions",
}  # fmt: skip
ARABIC = {
    "country": "جمهورية طرسوفيا",
    "title": "خطة العمل الوطنية للحد من المخاطر الكيميائية والبيولوجية والإشعاعية والنووية",
    "subtitle": "2026–2030",
    "areas": "القوانين والسياسات|التنسيق بين المؤسسات|تقييم المخاطر والتهديدات|السلامة والأمن البيولوجيان|"
    "السلامة والأمن الكيميائيان|المصادر المشعة والمواد النووية|مراقبة الحدود وتراخيص التصدير|الكشف والمختبرات|"
    "التأهب والتخطيط|الاستجابة الأولى وإزالة التلوث|الصحة العامة والرعاية الطبية|التعافي وإعلام الجمهور",
    "capability": "ترتيبات وطنية مكتوبة بشأن {}",
    "institution": "وزارة الصحة|وزارة الداخلية|مصلحة الجمارك|هيئة الرقابة النووية|وزارة البيئة|المختبر الوطني|"
    "مديرية الحماية المدنية|وزارة الدفاع",
    "person": "السيدة ليرا دوفان، رئيسة قسم|السيد إيليان مارست، مستشار",
    "action": "إعداد اللائحة التي تسند القيادة إلى مؤسسة واحدة في مجال {} والتشاور بشأنها واعتمادها، مع إجراءات مكتوبة "
    "وموظفين مدربين وتمرين سنوي|تجهيز فريقين إقليميين واعتمادهما في مجال {}|الاتفاق على إجراء دائم بين جميع المؤسسات "
    "المعنية في مجال {} واختباره",
    "reason": "لا يوجد إجراء مكتوب يحدد من يقرر خارج ساعات العمل.|لم تدرب نصف المؤسسات موظفيها خلال العامين الماضيين.|"
    "المعدات موجودة في العاصمة فقط ولا تتم صيانتها.",
    "indicator": "نسبة المؤسسات التي تجتاز التمرين السنوي دون ملاحظات جوهرية (الهدف 80 %)",
    "phase": "الوقاية|الكشف|التأهب|الاستجابة|التعافي|شامل", "status": "مخطط|قيد التنفيذ|معتمد",
    "funding": "لا يوجد|مطلوب|موعود|مؤمن",
    "text": "قيّمت طرسوفيا قدراتها مع جميع المؤسسات المعنية. ويُظهر التقييم أسساً سليمة في الصحة العامة ومراقبة الحدود، "
    "وفجوات حيث يتعين على عدة مؤسسات أن تعمل معاً. وتحدد هذه الخطة ما سيُفعل بشأنها، ومن سيفعله، ومتى، وبأي تكلفة، "
    "وبدعم ممن.",
    "levels": "لم يُقيّم|غير موجود|بدأ|قائم|مختبر|مستدام", "unit": "ألف يورو", "other": "مجالات أخرى",
    "total": "جميع الإجراءات", "today": "اليوم", "answered": "{} من 60 قدرة", "agreement": "مرتفع|متوسط|منخفض",
    "objective": "سد الفجوات في {} بحيث يعمل عبر جميع المؤسسات",
}  # fmt: skip
RUSSIAN = {
    "country": "Республика Тарсовия",
    "title": "Национальный план действий по снижению рисков ХБРЯ на 2026–2030 годы",
    "subtitle": "Химические, биологические, радиационные и ядерные риски",
    "areas": "Законодательство и политика|Межведомственная координация|Оценка рисков и угроз|Биобезопасность|"
    "Химическая безопасность|Источники излучения и ядерные материалы|Пограничный контроль и экспортные лицензии|"
    "Обнаружение и лаборатории|Готовность и планирование|Первичное реагирование и деконтаминация|"
    "Здравоохранение и медицинская помощь|Восстановление и информирование населения",
    "capability": "Письменно закреплённый национальный порядок: {}",
    "institution": "Министерство здравоохранения|Министерство внутренних дел|Таможенная служба|"
    "Агентство ядерного регулирования|Министерство окружающей среды|Национальная лаборатория|"
    "Управление гражданской защиты|Министерство обороны",
    "person": "Лера Дован, начальник отдела|Илиан Марст, советник",
    "action": "Подготовить, согласовать и утвердить положение, назначающее головное ведомство ({}), с письменными "
    "процедурами, обученным персоналом и ежегодным учением|Оснастить и аккредитовать две региональные группы: {}|"
    "Согласовать постоянный порядок взаимодействия всех ведомств: {}, и проверить его",
    "reason": "Ни одна процедура не определяет, кто принимает решение в нерабочее время.|Половина ведомств не обучала "
    "персонал последние два года.|Оборудование есть только в столице и не обслуживается.",
    "indicator": "Доля ведомств, проходящих ежегодное учение без существенных замечаний (цель 80 %)",
    "phase": "предупреждение|обнаружение|готовность|реагирование|восстановление|межотраслевая",
    "status": "запланировано|выполняется|утверждено", "funding": "нет|запрошено|обещано|обеспечено",
    "text": "Тарсовия оценила свои возможности вместе со всеми заинтересованными ведомствами. Оценка показала прочную "
    "основу в здравоохранении и пограничном контроле и пробелы там, где нескольким ведомствам нужно действовать "
    "сообща. План определяет, что, кем, когда, за какие средства и при чьей поддержке будет сделано.",
    "levels": "не оценено|отсутствует|начато|действует|проверено|устойчиво", "unit": "тыс. евро",
    "other": "Прочие области", "total": "Все мероприятия", "today": "Сегодня", "answered": "{} из 60 возможностей",
    "agreement": "высокое|умеренное|низкое", "objective": "Устранить пробелы: {} во всех ведомствах",
}  # fmt: skip

# fmt: off
WORDS = {
    "en": "Contents|Summary|Purpose|Method|Who took part|Institution|Spoken for by|Answered|Findings by area|Each "
    "capability has one agreed national level from 1 to 5, and a target.|Capability|Level|Range|Target|Agreement|Note|"
    "Levels|Gaps and their reasons|The gaps stand in order of importance.|Rank|Gap|Level|Importance|What is missing|"
    "Objectives and actions|Each objective has one table of actions.|Objective|Action|CBRN|Phase|Lead|Supporting|Start|"
    "End|Indicator|Cost|Funding|Status|Closes|Total|Schedule|Number of actions under way in each quarter.|Budget|"
    "Amounts in EUR thousand.|Annex: where each action comes from|Each action goes back to a gap, a finding and "
    "answers.|Finding|Answers|Approval|Name|Function|Date|Signature|Head of the audit trail|Page|of|"
    "Risks|Institutions rated what may happen.|Scenario|Likelihood|Impact|Share of risk|Rated by|Serves",
    "ar": "المحتويات|الملخص|الغرض|المنهجية|المشاركون|المؤسسة|المتحدثون باسمها|أجابت عن|النتائج حسب المجال|لكل "
    "قدرة مستوى وطني واحد متفق عليه من 1 إلى 5 وهدف.|القدرة|المستوى|المدى|الهدف|التوافق|ملاحظة|المستويات|"
    "الفجوات وأسبابها|الفجوات "
    "مرتبة حسب الأهمية.|الرتبة|الفجوة|المستوى|الأهمية|ما ينقص|الأهداف والإجراءات|لكل هدف جدول إجراءات.|الهدف|الإجراء|"
    "كبرن|المرحلة|القيادة|الدعم|البداية|النهاية|المؤشر|التكلفة|التمويل|الحالة|يسد|المجموع|الجدول الزمني|عدد الإجراءات "
    "الجارية في كل ربع سنة.|الميزانية|المبالغ بآلاف اليورو.|ملحق: مصدر كل إجراء|يعود كل إجراء إلى فجوة ونتيجة وإجابات.|"
    "النتيجة|الإجابات|الاعتماد|الاسم|الوظيفة|التاريخ|التوقيع|رأس سجل التدقيق|صفحة|من|"
    "المخاطر|قيّمت المؤسسات ما قد يحدث.|السيناريو|الاحتمال|الأثر|حصة المخاطر|قيّمه|يخدم",
    "ru": "Содержание|Резюме|Цель|Метод|Участники|Ведомство|Представители|Ответы|Выводы по областям|Каждая возможность "
    "имеет один согласованный национальный уровень от 1 до 5 и цель.|Возможность|Уровень|Диапазон|Цель|Согласие|"
    "Примечание|Уровни|Пробелы и их причины|Пробелы расположены по важности.|Место|Пробел|Уровень|Важность|Чего не "
    "хватает|Цели и мероприятия|У каждой цели есть таблица мероприятий.|Цель|Мероприятие|ХБРЯ|Фаза|Головное ведомство|"
    "Соисполнители|Начало|Конец|Показатель|Стоимость|Финансирование|Статус|Устраняет|Итого|График|Число мероприятий в "
    "каждом квартале.|Бюджет|Суммы в тысячах евро.|Приложение: происхождение мероприятий|Каждое мероприятие восходит к "
    "пробелу, выводу и ответам.|Вывод|Ответы|Утверждение|Имя|Должность|Дата|Подпись|Конец журнала аудита|Страница|из|"
    "Риски|Ведомства оценили, что может произойти.|Сценарий|Вероятность|Последствия|Доля риска|Оценили|Служит",
}  # fmt: skip
_LEXICA: Mapping[str, dict[str, str]] = {"en": ENGLISH, "ar": ARABIC, "ru": RUSSIAN}


class _Lexicon:
    """The words of one language, picked in turn."""

    def __init__(self, words: dict[str, str]) -> None:
        self.words = words

    def __call__(self, key: str, at: int = 0) -> str:
        choices = self.words[key].split("|")
        return choices[at % len(choices)]


def _bars(say: _Lexicon) -> list[Bar]:
    bars = []
    for o in range(OBJECTIVES):
        for a in range(ACTIONS):
            start = date(2026, 1, 1) + timedelta(days=(o * 97 + a * 61) % 1300)
            text = say("action", a).format(say("areas", o))
            title = say("objective").format(say("areas", o))
            bars.append(
                Bar(f"A{o + 1}.{a + 1:02}", text, f"O{o + 1}", title, start, start + timedelta(180 + a * 37 % 500))
            )
    return bars


def _findings(say: _Lexicon) -> tuple[AreaFindings, ...]:
    areas = []
    for a in range(AREAS):
        rows = []
        for c in range(CAPABILITIES):
            level, target = (a * 7 + c * 3) % 6, 4
            title = say("capability").format(say("areas", a))
            note = say("reason", c) if c % 2 else ""
            range_text = f"{max(level - 1, 1)}–{min(level + 1, 5)}" if level else "–"
            rows.append(
                FindingRow(f"C{a + 1}.{c + 1}", title, level, str(level or "–"), range_text, target, "4",
                           say("agreement", c), note)
            )  # fmt: skip
        areas.append(AreaFindings(f"C{a + 1}", say("areas", a), say("text").split(".")[1].strip() + ".", tuple(rows)))
    return tuple(areas)


def _objectives(say: _Lexicon) -> tuple[ObjectiveTable, ...]:
    tables = []
    for o in range(OBJECTIVES):
        rows = [
            ActionRow(
                bar.code, bar.text, "C B R N" if a % 3 else "B", say("phase", a), say("institution", o + a),
                ", ".join(say("institution", o + a + k) for k in (1, 2)), bar.start.strftime("%m/%Y"),
                bar.end.strftime("%m/%Y"), say("indicator"), f"{(a + 1) * 35:,}", say("funding", a), say("status", a),
                f"C{o + 1}.{a % 5 + 1}",
            )
            for a, bar in enumerate(bar for bar in _bars(say) if bar.group == f"O{o + 1}")
        ]  # fmt: skip
        title = say("objective").format(say("areas", o))
        tables.append(ObjectiveTable(f"O{o + 1}", title, say("text").split(".")[0] + ".", tuple(rows), "3,675"))
    return tuple(tables)


def _pictures(say: _Lexicon, direction: str) -> dict[str, Picture]:
    side = "rtl" if direction == "rtl" else "ltr"
    cells = [LevelCell(area.code, area.title, row.code, row.level) for area in _findings(say) for row in area.rows]
    words = {level: say("levels", level) for level in range(6)}
    amounts = [Amount(y, say("areas", a), 120.0 + (a * 53 + int(y) * 17) % 400) for y in YEARS for a in range(AREAS)]
    bars = _bars(say)
    page_bars = [] if direction == "rtl" else bars[:42]  # a few pages are enough: pictures take the most time
    pages = [
        gantt_page(page, page_bars, alt=f"{at}", direction=side, today=date(2027, 5, 1), today_word=say("today"))
        for at, page in enumerate(bar_pages(page_bars), 1)
    ]
    return {
        "levels": heat_map(cells, alt=say("capability").format("…"), level_words=words, direction=side),
        "schedule": gantt(bars, alt=say("title"), direction=side, total_word=say("total")),
        **{f"schedule-{at}": page for at, page in enumerate(pages, 1)},
        "budget": budget_by_year(amounts, alt=say("unit"), unit=say("unit"), other_word=say("other"), direction=side),
    }


@cache
def plan(language: str = "en") -> PlanDocument:
    """A whole plan of 60 findings, 40 gaps and 126 actions: ``en``, ``ar`` (right to left), ``ru`` (no pictures)."""
    say = _Lexicon(_LEXICA[language])
    findings = _findings(say)
    flat = [row for area in findings for row in area.rows]
    rows = [(say("areas", a), *(f"{120 + a * 31 + y * 17:,}" for y in range(6))) for a in range(AREAS)]
    labels = dict(zip(LABELS, WORDS[language].split("|"), strict=True))
    direction = "rtl" if language == "ar" else "ltr"
    return PlanDocument(
        language=language,
        direction=direction,
        labels=labels,
        cover=Cover(
            say("title"), say("subtitle"), say("country"), LABEL, "",
            ((labels["status"], "1.0"), (labels["date"], "2025-11-20"), (labels["answers"], "8")),
        ),
        summary=(say("text"), say("text")),
        purpose=(say("text"),),
        method=(say("text"), say("text")),
        teams=tuple(
            Team(say("institution", t), tuple(say("person", p) for p in range(2)),
                 say("answered").format(20 + t * 5))
            for t in range(8)
        ),
        findings=findings,
        gaps=tuple(
            GapRow(str(g + 1), flat[g].code, flat[g].title, flat[g].level_text, "4", f"{0.9 - g * 0.02:.2f}",
                   tuple(say("reason", g + k) for k in range(1 + g % 3)))
            for g in range(GAPS)
        ),
        objectives=_objectives(say),
        budget=Grid((labels["objective"], *YEARS, labels["total"]),
                    (*rows, (labels["total"], *(f"{3000 + y:,}" for y in range(6)))), 1, True),
        trace=tuple(
            TraceRow(f"{row.code} {row.text}", row.closes, f"{row.closes}: 2 → 4",
                     tuple(f"{say('institution', k)}: {say('agreement', k)}" for k in range(3)))
            for table in _objectives(say) for row in table.rows[:5]
        ),
        sign_off=(say("text"),),
        audit_head="sha256:" + "9f2c4b7e" * 8,
        pictures={} if language == "ru" else _pictures(say, direction),
    )  # fmt: skip


@cache
def middle_plan(language: str = "en") -> PlanDocument:
    """The plan with three of its objectives: enough pages to read them all back quickly."""
    whole = plan(language)
    return replace(whole, objectives=whole.objectives[:3], trace=whole.trace[:12], gaps=whole.gaps[:15])


@cache
def short_plan() -> PlanDocument:
    """The Russian plan with a few rows of each kind: quick to render where size does not matter."""
    whole = plan("ru")
    few = replace(whole.objectives[0], rows=whole.objectives[0].rows[:3])
    return replace(whole, findings=whole.findings[:3], gaps=whole.gaps[:12], objectives=(few,), trace=whole.trace[:3])
