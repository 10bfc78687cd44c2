from django.urls import path

from archive.desk.views import cleaning, duplicates, queue, review, session, uploads

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
]
