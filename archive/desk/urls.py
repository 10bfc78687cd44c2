from django.urls import path

from archive.desk.views import cleaning, duplicates, identities, queue, review, session, uploads

app_name = "desk"
urlpatterns = [
    path("", queue.home, name="home"),
    path("login/", session.Login.as_view(), name="login"),
    path("logout/", session.Logout.as_view(), name="logout"),
    path("queue/", queue.queue, name="queue"),
    path("upload/", uploads.upload, name="upload"),
    path("uploads/", uploads.upload_list, name="uploads"),
    path("uploads/<int:pk>/", uploads.upload_detail, name="upload_detail"),
    path("uploads/<int:pk>/original", uploads.original, name="upload_original"),
    path("uploads/<int:pk>/reread", uploads.reread, name="upload_reread"),
    path("reports/<int:pk>/", review.review, name="review"),
    path("reports/<int:pk>/save", review.save, name="review_save"),
    path("reports/<int:pk>/publish", review.publish_report, name="publish"),
    path("reports/<int:pk>/withdraw", review.withdraw_report, name="withdraw"),
    path("reports/<int:pk>/restore", cleaning.restore, name="restore"),
    path("reports/<int:pk>/compare", duplicates.compare, name="compare"),
    path("reports/<int:pk>/duplicate", duplicates.decide, name="duplicate"),
    path("uploads/<int:pk>/borders", cleaning.move_border, name="borders"),
    path("cleaning/<int:pk>/undo", cleaning.take_back, name="cleaning_undo"),
    path("findings/<int:pk>/", review.decide_finding, name="finding_decide"),
    path("initiatives/", identities.INITIATIVES.names, name="initiatives"),
    path("initiatives/variants", identities.INITIATIVES.variants, name="initiative_variants"),
    path("initiatives/merge", identities.INITIATIVES.merge, name="initiative_merge"),
    path("initiatives/<int:pk>/", identities.INITIATIVES.page, name="initiative_page"),
    path("initiatives/<int:pk>/split", identities.INITIATIVES.split, name="initiative_split"),
    path("initiatives/<int:pk>/rename", identities.INITIATIVES.rename, name="initiative_rename"),
    path("authors/", identities.AUTHORS.names, name="authors"),
    path("authors/variants", identities.AUTHORS.variants, name="author_variants"),
    path("authors/merge", identities.AUTHORS.merge, name="author_merge"),
    path("authors/<int:pk>/", identities.AUTHORS.page, name="author_page"),
    path("authors/<int:pk>/split", identities.AUTHORS.split, name="author_split"),
    path("authors/<int:pk>/rename", identities.AUTHORS.rename, name="author_rename"),
    path("decisions/<int:pk>/undo", identities.undo, name="identity_undo"),
]
