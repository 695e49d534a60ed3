"""The languages of people and of content. A page may be in fewer of them than a person's own words."""

LANGUAGES: tuple[tuple[str, str], ...] = (
    ("en", "English"),
    ("vi", "Tiếng Việt"),
    ("ms", "Bahasa Melayu"),
    ("id", "Bahasa Indonesia"),
    ("th", "ไทย"),
    ("zh-hans", "简体中文"),
    ("fil", "Filipino"),
    ("km", "ខ្មែរ"),
    ("my", "မြန်မာ"),
    ("ne", "नेपाली"),
    ("bn", "বাংলা"),
    ("de", "Deutsch"),
    ("ja", "日本語"),
)
PAGES: tuple[tuple[str, str], ...] = LANGUAGES[:3]
"""Languages the pages themselves are in: English and Vietnamese whole, Malay on the floor."""
