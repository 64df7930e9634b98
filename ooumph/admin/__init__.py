"""What the admin's pages share: names of members, bounded counts, pages of the graph."""

from django.contrib import admin

admin.site.index_template = "admin/home.html"
