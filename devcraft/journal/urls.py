from django.urls import include, path

from devcraft.views import journal, journal_writing, person_memory

app_name = "journal"

one_entry = [
    path("", journal.entry_detail, name="entry_detail"),
    path("history/", journal.entry_history, name="entry_history"),
    path("edit/", journal_writing.entry_edit, name="entry_edit"),
    path("trash/", journal_writing.entry_trash, name="entry_trash"),
    path("put-back/", journal_writing.entry_put_back, name="entry_put_back"),
]
one_memory = [
    path("edit/", person_memory.memory_edit, name="memory_edit"),
    path("trash/", person_memory.memory_trash, name="memory_trash"),
    path("put-back/", person_memory.memory_put_back, name="memory_put_back"),
]

urlpatterns = [
    path("", journal.entry_list, name="entry_list"),
    path("new/", journal_writing.entry_new, name="entry_new"),
    path("trash/", journal.trash_list, name="trash_list"),
    path("moods/", journal.mood_days, name="mood_days"),
    path("moods/forget/", journal_writing.moods_forget, name="moods_forget"),
    path("memory/", person_memory.memory_list, name="memory_list"),
    path("memory/new/", person_memory.memory_new, name="memory_new"),
    path("memory/<int:pk>/", include(one_memory)),
    path("<int:pk>/", include(one_entry)),
]
