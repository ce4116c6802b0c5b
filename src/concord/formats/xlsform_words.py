"""The words that a form adds to those of the framework: answers, confidence, comment, who answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FormWords:
    """These words in one language; the names of answers and confidences are those of the answer workbook."""

    institution: str = "Name of the institution"
    country: str = "Country"
    yes: str = "Yes"
    partly: str = "Partly"
    no: str = "No"
    not_applicable: str = "Not applicable"
    dont_know: str = "Don't know"
    confidence: str = "How sure are you?"
    high: str = "High"
    medium: str = "Medium"
    low: str = "Low"
    comment: str = "Comment"
    reason: str = "Say here why it does not concern your institution."
    evidence: str = "Evidence: document and year"


# A caller with a catalogue of its own hands over its own words; a language that has none here speaks English.
WORDS = {
    "en": FormWords(),
    "fr": FormWords(
        "Nom de l'institution", "Pays", "Oui", "En partie", "Non", "Sans objet", "Je ne sais pas",
        "Dans quelle mesure en êtes-vous sûr ?", "Élevée", "Moyenne", "Faible", "Commentaire",
        "Dites ici pourquoi cela ne concerne pas votre institution.", "Preuve : document et année",
    ),
    "es": FormWords(
        "Nombre de la institución", "País", "Sí", "En parte", "No", "No procede", "No lo sé",
        "¿Qué grado de seguridad tiene?", "Alto", "Medio", "Bajo", "Comentario",
        "Diga aquí por qué no concierne a su institución.", "Prueba: documento y año",
    ),
    "ru": FormWords(
        "Название учреждения", "Страна", "Да", "Частично", "Нет", "Неприменимо", "Не знаю",
        "Насколько вы уверены?", "Высокая", "Средняя", "Низкая", "Комментарий",
        "Укажите здесь, почему это не касается вашего учреждения.", "Подтверждение: документ и год",
    ),
    "ar": FormWords(
        "اسم المؤسسة", "البلد", "نعم", "جزئيًا", "لا", "لا ينطبق", "لا أعرف",
        "ما مدى تأكدكم؟", "عالية", "متوسطة", "منخفضة", "تعليق",
        "اذكروا هنا لماذا لا يخص ذلك مؤسستكم.", "الدليل: الوثيقة والسنة",
    ),
}  # fmt: skip
